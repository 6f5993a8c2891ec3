package io.omniflow.core.scheduling;

import io.omniflow.core.result.TaskStatus;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/**
 * Counts the slots of a stage's workers from their reports and from what was released to them, adds
 * up what they have done, and picks the worker for a task. Slots are not checkpointed: after a
 * restore the workers announce themselves. Not thread-safe.
 */
final class SlotLedger {

    private static final int MAX_NEIGHBOURHOODS = 16_384;

    private final Map<Integer, Account> accounts = new TreeMap<>();
    private final LinkedHashMap<String, Integer> neighbourhoods =
            new LinkedHashMap<>(16, 0.75f, true);
    private final Map<TaskStatus, Long> ended = new EnumMap<>(TaskStatus.class);
    private long cacheHits;
    private long preemptions;

    /** Adds what was done before a restart. */
    void restore(WorkerTotals totals) {
        add(totals, WorkerTotals.NONE);
    }

    /**
     * Takes a report.
     *
     * @param whenNewAttempt is told the worker if an earlier attempt of it was known
     * @return false if the report is not newer than the last of its worker, and changed nothing
     */
    boolean report(SlotReport report, Consumer<Integer> whenNewAttempt) {
        Account account = accounts.get(report.worker());
        if (account != null && !report.isNewerThan(account.report)) {
            return false;
        }
        boolean known = account != null && account.report.attempt() == report.attempt();
        add(report.totals(), known ? account.report.totals() : WorkerTotals.NONE);
        if (known) {
            account.report = report;
        } else {
            accounts.put(report.worker(), new Account(report));
            if (account != null) {
                whenNewAttempt.accept(report.worker());
            }
        }
        return true;
    }

    /** Tells whether any worker has room for an urgent task, which is so if it has for any. */
    boolean hasRoom() {
        return accounts.values().stream()
                .anyMatch(account -> account.free() > 0 || account.hasRoomAbove(0));
    }

    /**
     * Returns the worker for a task, empty if none has room: one where it can begin at once before
     * one where it must wait, then the one that had its cache neighbourhood last, then the one with
     * the least to do, the most free, the least released.
     *
     * @param level how urgent the task is
     * @param notPaused urgent tasks of a worker that this one would not pause
     * @param restMs predicted device time of what a worker has yet to do
     */
    Optional<Integer> route(
            String cacheKey, int level, IntUnaryOperator notPaused, IntToDoubleFunction restMs) {
        Integer neighbour = neighbourhoods.get(cacheKey);
        Candidate best = null;
        for (Map.Entry<Integer, Account> entry : accounts.entrySet()) {
            Account account = entry.getValue();
            int worker = entry.getKey();
            boolean pauses =
                    level != RunTerms.NOT_URGENT
                            && account.hasSlotBeside(notPaused.applyAsInt(worker));
            if (account.free() > 0 || pauses && account.hasRoomAbove(level)) {
                Candidate candidate =
                        new Candidate(
                                worker,
                                account.beginsAtOnce() || pauses,
                                neighbour != null && neighbour == worker,
                                restMs.applyAsDouble(worker),
                                account);
                if (best == null || candidate.isBetterThan(best)) {
                    best = candidate;
                }
            }
        }
        return Optional.ofNullable(best).map(Candidate::worker);
    }

    /**
     * Returns the worker for a task that another one gives up, empty if none has a free slot: where
     * it can begin at once before where it must wait, then the one with the least to do.
     */
    Optional<Integer> routeBeside(int worker, IntToDoubleFunction restMs) {
        Candidate best = null;
        for (Map.Entry<Integer, Account> entry : accounts.entrySet()) {
            Account account = entry.getValue();
            if (entry.getKey() != worker && account.free() > 0) {
                double rest = restMs.applyAsDouble(entry.getKey());
                Candidate candidate =
                        new Candidate(entry.getKey(), account.beginsAtOnce(), false, rest, account);
                if (best == null || candidate.isBetterThan(best)) {
                    best = candidate;
                }
            }
        }
        return Optional.ofNullable(best).map(Candidate::worker);
    }

    /** Takes a slot of the worker. */
    void release(int worker, String cacheKey) {
        Account account = accounts.get(worker);
        account.released++;
        remember(cacheKey, worker);
    }

    /**
     * Returns the worker for a task that probably needs no slot: the one that had its cache
     * neighbourhood last, else the one with the least to do. A worker that holds as many tasks
     * above its capacity as it has slots takes none; empty if that is so for all.
     *
     * @param restMs predicted device time of what a worker has yet to do
     */
    Optional<Integer> routeAbove(String cacheKey, IntToDoubleFunction restMs) {
        if (accounts.isEmpty()) {
            return Optional.of(0);
        }
        Integer neighbour = neighbourhoods.get(cacheKey);
        if (neighbour != null && takesAbove(neighbour)) {
            return Optional.of(neighbour);
        }
        Optional<Integer> worker =
                accounts.keySet().stream()
                        .filter(this::takesAbove)
                        .min(Comparator.comparingDouble(restMs::applyAsDouble));
        worker.ifPresent(index -> remember(cacheKey, index));
        return worker;
    }

    /** Counts a task that the cache answers without a slot. */
    void answered() {
        countAnswered(1);
    }

    /** Takes back {@link #answered()} for a task that came to its worker after all. */
    void missed() {
        countAnswered(-1);
    }

    /** Returns how many tasks with a slot a worker holds or is on its way to hold. */
    long held(int worker) {
        return accounts.get(worker).held();
    }

    /** Returns how many workers have a model to run. */
    int workers() {
        return (int)
                accounts.values().stream()
                        .filter(account -> account.report.counts().capacity() > 0)
                        .count();
    }

    /** Returns the free slots of all workers; a worker with an excess counts as none. */
    long free() {
        return accounts.values().stream().mapToLong(account -> Math.max(0, account.free())).sum();
    }

    /** Returns what workers have done, before a restart included. */
    WorkerTotals totals() {
        return new WorkerTotals(ended, cacheHits, preemptions);
    }

    /** Returns the latest report of each worker in the order of their indices. */
    List<SlotReport> reports() {
        return accounts.values().stream().map(account -> account.report).toList();
    }

    private void remember(String cacheKey, int worker) {
        neighbourhoods.put(cacheKey, worker);
        if (neighbourhoods.size() > MAX_NEIGHBOURHOODS) {
            neighbourhoods.keySet().remove(neighbourhoods.keySet().iterator().next());
        }
    }

    private boolean takesAbove(int worker) {
        Account account = accounts.get(worker);
        return account != null && account.takesAbove();
    }

    private void countAnswered(int by) {
        cacheHits += by;
        ended.merge(TaskStatus.COMPLETED, (long) by, Long::sum);
    }

    private void add(WorkerTotals now, WorkerTotals before) {
        now.ended()
                .forEach(
                        (status, count) ->
                                ended.merge(
                                        status,
                                        count - before.ended().getOrDefault(status, 0L),
                                        Long::sum));
        cacheHits += now.cacheHits() - before.cacheHits();
        preemptions += now.preemptions() - before.preemptions();
    }

    private record Candidate(
            int worker, boolean atOnce, boolean neighbour, double restMs, Account account) {

        boolean isBetterThan(Candidate other) {
            if (atOnce != other.atOnce) {
                return atOnce;
            }
            if (neighbour != other.neighbour) {
                return neighbour;
            }
            if (restMs != other.restMs) {
                return restMs < other.restMs;
            }
            if (account.free() != other.account.free()) {
                return account.free() > other.account.free();
            }
            return account.released < other.account.released;
        }
    }

    private static final class Account {

        private SlotReport report;
        private long released;

        Account(SlotReport report) {
            this.report = report;
        }

        long held() {
            SlotCounts counts = report.counts();
            return counts.heldAtOpen() + released - counts.completed();
        }

        long free() {
            return report.counts().capacity() - held() - report.counts().extra();
        }

        /**
         * Tells whether one more task fits above the capacity, where it pauses another; the last
         * half of that room is kept for class HIGH.
         */
        boolean hasRoomAbove(int level) {
            SlotCounts counts = report.counts();
            int room =
                    level < RunTerms.LEVELS_OF_HIGH ? counts.overcommit() : counts.overcommit() / 2;
            return counts.capacity() > 0 && free() > -room;
        }

        /** Tells whether the worker takes one more task that has no slot. */
        boolean takesAbove() {
            SlotCounts counts = report.counts();
            return counts.extra() < Math.max(1, counts.slots());
        }

        /** Tells whether a task would not wait on the worker though it pauses none. */
        boolean beginsAtOnce() {
            return held() + report.counts().extra() < report.counts().slots();
        }

        /** Tells whether so many tasks leave one of its slots. */
        boolean hasSlotBeside(int tasks) {
            return tasks < report.counts().slots();
        }
    }
}
