package io.omniflow.local;

import io.omniflow.job.client.Follower;
import io.omniflow.job.client.Incoming;
import io.omniflow.job.client.OmniClient;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects, on a thread of its own, what a job says. */
final class Listener implements AutoCloseable {

    private final List<GenerationResult> results = new CopyOnWriteArrayList<>();

    private final Map<String, Integer> steps = new ConcurrentHashMap<>();

    private final Thread thread;

    private volatile boolean closed;

    private volatile long lastProgressMs;

    Listener(OmniClient client) {
        Follower follower = client.follow();
        thread = new Thread(() -> listen(follower), "listener");
        thread.start();
    }

    /** Returns every committed result, twice if it was there twice. */
    List<GenerationResult> results() {
        return List.copyOf(results);
    }

    /** Returns how many requests have done more steps than that. */
    long beyondStep(int step) {
        return steps.values().stream().filter(done -> done > step).count();
    }

    /** Returns when somebody last made a step. */
    long lastProgressMs() {
        return lastProgressMs;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(Follower follower) {
        try (follower) {
            while (!closed) {
                follower.poll(Duration.ofMillis(100)).forEach(this::take);
            }
        }
    }

    private void take(Incoming incoming) {
        if (incoming instanceof Incoming.Result result) {
            results.add(result.result());
        } else if (incoming instanceof Incoming.Event event) {
            take(event.event());
        }
    }

    private void take(GenerationEvent event) {
        if (event.hasProgress()) {
            steps.put(event.getRequestId(), event.getProgress().getStep());
            lastProgressMs = event.getTimeMs();
        }
    }
}
