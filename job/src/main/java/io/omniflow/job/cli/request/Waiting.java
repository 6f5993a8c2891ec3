package io.omniflow.job.cli.request;

import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.ProgressView;
import io.omniflow.job.client.ClientException;
import io.omniflow.job.client.RequestState;
import io.omniflow.job.client.Submission;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for requests to end. */
public final class Waiting {

    private static final long LOOK_MS = 100;

    private Waiting() {}

    /** Returns when all requests have ended; gives up after the time. */
    public static void follow(List<Submission> submissions, ProgressView view, Duration time) {
        List<RequestState> states = submissions.stream().map(Submission::state).toList();
        CompletableFuture<Void> all =
                CompletableFuture.allOf(
                        submissions.stream()
                                .map(Submission::result)
                                .toArray(CompletableFuture<?>[]::new));
        long end = System.nanoTime() + time.toNanos();
        while (!isDone(all)) {
            view.show(states);
            if (System.nanoTime() > end) {
                throw tooLate(states, time);
            }
        }
        view.show(states);
    }

    private static boolean isDone(CompletableFuture<Void> all) {
        try {
            all.get(LOOK_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientException("interrupted while waiting for results", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ClientException ours
                    ? ours
                    : new ClientException("a request could not be followed", e);
        }
    }

    private static CommandException tooLate(List<RequestState> states, Duration time) {
        return new CommandException(
                states.stream().filter(state -> state.result().isEmpty()).count()
                        + " of "
                        + states.size()
                        + " requests have no result after "
                        + time.toSeconds()
                        + " s: look at './omniflow status' and the dashboard");
    }
}
