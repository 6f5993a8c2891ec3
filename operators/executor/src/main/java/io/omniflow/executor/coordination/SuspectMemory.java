package io.omniflow.executor.coordination;

import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.SlotReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds out which tasks kill processes. A crash rolls the state of a job back, so no count in state
 * would grow; this memory lives in the JobManager and is not checkpointed.
 *
 * <p>When an attempt of a worker ends, what it held is kept until it is known whether its process
 * lives: one that says a last word or announces a worker again lives; one that has not when all
 * workers have announced themselves is dead, and what ran in it is suspected. With several
 * candidates each is suspected once; only the sole one is suspected a second time. Suspects get
 * their turns one by one in each process, in which nothing else begins meanwhile, so that the next
 * crash has one candidate, or the one after it if others were still running. If nothing was seen to
 * run, whatever had not begun is suspected once, unless it waits for its turn, which shows that it
 * cannot have begun.
 *
 * <p>A task is known by its fingerprint, so that a twin under another id is the same suspect. Not
 * thread-safe.
 */
final class SuspectMemory {

    private static final String RUNNING = "running";
    private static final String WAITING = "waiting";
    private static final String SUSPECT = "suspect";

    private final Map<String, Integer> expected = new LinkedHashMap<>();
    private final Map<Seat, Life> live = new LinkedHashMap<>();
    private final List<Life> ended = new ArrayList<>();
    private final Suspects suspects = new Suspects();

    /**
     * What to send to a worker.
     *
     * @param seat the worker
     * @param attempt its attempt
     * @param event what to send
     */
    record Order(Seat seat, int attempt, VerdictEvent event) {}

    /** Says how many workers a stage has. */
    void expect(String stage, int workers) {
        expected.put(stage, workers);
        live.keySet().removeIf(seat -> seat.stage().equals(stage) && seat.worker() >= workers);
    }

    /** The stage is given up in order; what it runs is not suspected. */
    void retire(String stage) {
        expected.remove(stage);
        live.keySet().removeIf(seat -> seat.stage().equals(stage));
    }

    /** Takes a report that is newer than all others of its worker. */
    void reported(String stage, SlotReport report, boolean complete, long nowMs) {
        Seat seat = new Seat(stage, report.worker());
        Life life = live.get(seat);
        if (life == null || life.attempt() < report.attempt()) {
            if (life != null) {
                end(life);
            }
            life = new Life(seat, report.attempt(), report.process());
            live.put(seat, life);
            isAlive(report.process());
        }
        life.reported(report);
        List<String> held = report.running().stream().map(RunningTask::fingerprint).toList();
        if (life.told()) {
            suspects.held(seat, held, complete);
        }
        settle(nowMs);
    }

    /** An attempt ended, nobody knows why. */
    void ended(String stage, int worker, int attempt) {
        Life life = live.get(new Seat(stage, worker));
        if (life != null && life.attempt() <= attempt) {
            end(life);
        }
    }

    /** An attempt ended in order. */
    void closed(String stage, int worker, int attempt, String process) {
        ended(stage, worker, attempt);
        isAlive(process);
    }

    /** Returns what the workers must be told now. */
    List<Order> orders(long nowMs) {
        suspects.age(nowMs);
        if (!ended.isEmpty()) {
            return List.of();
        }
        List<Order> orders = new ArrayList<>();
        live.values().forEach(this::grant);
        for (Life life : live.values()) {
            VerdictEvent event =
                    new VerdictEvent(
                            suspects.counts(), life.turn(), !isTaken(life.process(), life));
            if (life.tell(event)) {
                orders.add(new Order(life.seat(), life.attempt(), event));
            }
        }
        return orders;
    }

    /** Returns everything as lines of text. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Stream.concat(live.values().stream(), ended.stream())
                .forEach(
                        life -> {
                            addLine(lines, RUNNING, life.process(), life.running());
                            addLine(lines, WAITING, life.process(), fresh(life));
                        });
        suspects.lines().forEach(line -> lines.add(SUSPECT + " " + line));
        return lines;
    }

    /**
     * Takes up what another JobManager knew.
     *
     * @throws IllegalArgumentException if the lines are none of {@link #lines}
     */
    void load(List<String> lines) {
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            Set<String> rest = new LinkedHashSet<>(List.of(words).subList(2, words.length));
            switch (words[0]) {
                case RUNNING -> ended.add(Life.past(words[1], rest, Set.of()));
                case WAITING -> ended.add(Life.past(words[1], Set.of(), rest));
                case SUSPECT ->
                        suspects.put(
                                words[1], Integer.parseInt(words[2]), Long.parseLong(words[3]));
                default -> throw new IllegalArgumentException("unknown line '" + line + "'");
            }
        }
    }

    /** Returns how often which tasks were suspected. */
    Map<String, Integer> suspicions() {
        return suspects.counts();
    }

    private void end(Life life) {
        live.remove(life.seat());
        ended.add(life);
        suspects.gone(life.seat());
    }

    private void isAlive(String process) {
        ended.removeIf(life -> life.process().equals(process));
    }

    /** Decides about the dead once every worker has said where it is. */
    private void settle(long nowMs) {
        int all = expected.values().stream().mapToInt(Integer::intValue).sum();
        if (ended.isEmpty() || live.size() < all) {
            return;
        }
        ended.stream()
                .map(Life::process)
                .distinct()
                .forEach(
                        process ->
                                suspect(
                                        ended.stream()
                                                .filter(life -> life.process().equals(process))
                                                .toList(),
                                        nowMs));
        ended.clear();
    }

    private void suspect(List<Life> dead, long nowMs) {
        Set<String> candidates = new LinkedHashSet<>();
        dead.forEach(life -> candidates.addAll(life.running()));
        if (candidates.size() == 1) {
            suspects.only(candidates.iterator().next(), nowMs);
        } else if (!candidates.isEmpty()) {
            suspects.anyOf(candidates, nowMs);
        } else {
            dead.forEach(life -> candidates.addAll(fresh(life)));
            suspects.anyOf(candidates, nowMs);
        }
    }

    /** Gives a suspect its turn if no other one has it in the same process. */
    private void grant(Life life) {
        if (life.turn().isEmpty() && !isTaken(life.process(), life)) {
            life.waiting().stream()
                    .filter(fingerprint -> suspects.count(fingerprint) == 1)
                    .findFirst()
                    .ifPresent(life::grant);
        }
    }

    /** Tells whether another worker of a process runs a suspect. */
    private boolean isTaken(String process, Life except) {
        return live.values().stream()
                .anyMatch(
                        other ->
                                other != except
                                        && other.process().equals(process)
                                        && !other.turn().isEmpty());
    }

    private Set<String> fresh(Life life) {
        Set<String> fresh = new LinkedHashSet<>(life.waiting());
        fresh.removeIf(fingerprint -> suspects.count(fingerprint) > 0);
        return fresh;
    }

    private static void addLine(
            List<String> lines, String kind, String process, Set<String> fingerprints) {
        if (!fingerprints.isEmpty()) {
            lines.add(kind + " " + process + " " + String.join(" ", fingerprints));
        }
    }
}
