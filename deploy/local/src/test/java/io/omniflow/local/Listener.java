package io.omniflow.local;

import io.omniflow.job.client.Incoming;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.Subscription;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects what a job says, on a thread of the client. */
final class Listener implements AutoCloseable {

    private final List<GenerationResult> results = new CopyOnWriteArrayList<>();

    private final Map<String, Integer> steps = new ConcurrentHashMap<>();

    private final Subscription subscription;

    private volatile long lastProgressMs;

    Listener(OmniClient client) {
        subscription = client.listen(this::take);
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
        subscription.close();
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
