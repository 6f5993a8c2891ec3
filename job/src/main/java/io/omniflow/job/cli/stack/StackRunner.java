package io.omniflow.job.cli.stack;

import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.embedded.EmbeddedStack;
import org.apache.flink.api.common.JobStatus;

/** Keeps an embedded stack up until its end is asked for. */
public final class StackRunner {

    private static final long LOOK_MS = 1000;

    private static final long ANSWER_MS = 2000;

    private StackRunner() {}

    /** Tells where to reach the stack. */
    public static void announce(EmbeddedStack running) {
        running.restoredFrom().ifPresent(path -> System.err.println("Continues from " + path));
        System.err.println("Kafka      " + running.bootstrapServers());
        System.err.println("Dashboard  " + running.dashboard());
    }

    /** Waits for Ctrl-C, then stops with a savepoint. */
    public static int runUntil(Signals signals, EmbeddedStack running) {
        System.err.println("Press Ctrl-C to stop.");
        while (!signals.await(LOOK_MS)) {
            if (running.status() == JobStatus.FINISHED) {
                return stoppedFromElsewhere(signals);
            }
            if (running.hasEnded()) {
                throw new CommandException(
                        "the job has ended by itself ("
                                + running.status()
                                + "): see the log and the dashboard");
            }
        }
        stop(running);
        return 0;
    }

    /** Leaves whoever stopped the job the time to ask where its savepoint is. */
    private static int stoppedFromElsewhere(Signals signals) {
        System.err.println(
                "The job was stopped by another command; the next run with this --data goes on"
                        + " from its savepoint.");
        signals.await(ANSWER_MS);
        return 0;
    }

    /** Stops with a savepoint and tells where it is. */
    public static void stop(EmbeddedStack running) {
        System.err.println("Stopping with a savepoint ...");
        System.err.println("Saved to " + running.stop());
    }
}
