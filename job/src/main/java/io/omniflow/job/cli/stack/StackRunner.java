package io.omniflow.job.cli.stack;

import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.embedded.EmbeddedStack;

/** Keeps an embedded stack up until its end is asked for. */
public final class StackRunner {

    private static final long LOOK_MS = 1000;

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

    /** Stops with a savepoint and tells where it is. */
    public static void stop(EmbeddedStack running) {
        System.err.println("Stopping with a savepoint ...");
        System.err.println("Saved to " + running.stop());
    }
}
