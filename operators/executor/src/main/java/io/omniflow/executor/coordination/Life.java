package io.omniflow.executor.coordination;

import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.SlotReport;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One attempt of a worker in one process, and what it holds, by fingerprint. */
final class Life {

    private final Seat seat;
    private final int attempt;
    private final String process;
    private final Set<String> running = new LinkedHashSet<>();
    private final Set<String> waiting = new LinkedHashSet<>();
    private String turn = "";
    private @Nullable VerdictEvent told;

    Life(Seat seat, int attempt, String process) {
        this.seat = seat;
        this.attempt = attempt;
        this.process = process;
    }

    /** A life of which a file tells; where and when it was does not matter. */
    static Life past(String process, Set<String> running, Set<String> waiting) {
        Life life = new Life(new Seat("", 0), 0, process);
        life.running.addAll(running);
        life.waiting.addAll(waiting);
        return life;
    }

    Seat seat() {
        return seat;
    }

    int attempt() {
        return attempt;
    }

    String process() {
        return process;
    }

    /** Returns the suspect that may run on it now; empty for none. */
    String turn() {
        return turn;
    }

    /** Tells whether the worker has had a verdict, from which on it obeys. */
    boolean told() {
        return told != null;
    }

    /** Notes what the worker is told and tells whether that is news. */
    boolean tell(VerdictEvent event) {
        boolean news = !event.equals(told);
        told = event;
        return news;
    }

    void grant(String suspect) {
        turn = suspect;
    }

    /** Takes a report; a suspect that is no longer held had its turn. */
    void reported(SlotReport report) {
        running.clear();
        waiting.clear();
        for (RunningTask task : report.running()) {
            if (task.state() == RunState.RUNNING) {
                running.add(task.fingerprint());
            } else if (task.state() == RunState.WAITING) {
                waiting.add(task.fingerprint());
            }
        }
        if (!report.running().stream().anyMatch(task -> task.fingerprint().equals(turn))) {
            turn = "";
        }
    }

    /** Returns what may be on the device: what runs, and what may run, whether it has begun. */
    Set<String> running() {
        Set<String> all = new LinkedHashSet<>(running);
        if (!turn.isEmpty()) {
            all.add(turn);
        }
        return all;
    }

    /** Returns what is held and was not seen to begin. */
    List<String> waiting() {
        return List.copyOf(waiting);
    }
}
