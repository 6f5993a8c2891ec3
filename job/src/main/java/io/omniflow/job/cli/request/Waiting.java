package io.omniflow.job.cli.request;

import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.ProgressView;
import io.omniflow.job.client.Follower;
import io.omniflow.job.client.RequestTracker;
import java.time.Duration;

/** Waits for requests to end. */
public final class Waiting {

    private static final Duration POLL = Duration.ofMillis(100);

    private Waiting() {}

    /** Returns when all requests have ended; gives up after the time. */
    public static void follow(
            Follower follower, RequestTracker tracker, ProgressView view, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (!tracker.isDone()) {
            follower.poll(POLL).forEach(tracker::accept);
            view.show(tracker.states());
            if (System.nanoTime() > end) {
                throw new CommandException(
                        (tracker.states().size() - tracker.ended())
                                + " of "
                                + tracker.states().size()
                                + " requests have no result after "
                                + time.toSeconds()
                                + " s: look at './omniflow status' and the dashboard");
            }
        }
    }
}
