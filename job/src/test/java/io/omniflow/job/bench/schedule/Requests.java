package io.omniflow.job.bench.schedule;

import io.omniflow.core.request.Priority;

/** Requests for tests: a step takes 100 ms unless they say otherwise. */
final class Requests {

    static final double STEP_MS = 100;

    private Requests() {}

    static TraceRequest of(String id, long arrivalMs, int steps) {
        return of(id, arrivalMs, steps, Priority.NORMAL);
    }

    static TraceRequest of(String id, long arrivalMs, int steps, Priority priority) {
        return of(id, arrivalMs, steps, priority, 0);
    }

    static TraceRequest of(
            String id, long arrivalMs, int steps, Priority priority, long deadlineMs) {
        return new TraceRequest(
                arrivalMs,
                id,
                "tenant",
                priority,
                "model",
                steps,
                512,
                512,
                1,
                steps * STEP_MS,
                deadlineMs);
    }

    static TraceRequest images(String id, int steps, int images) {
        return new TraceRequest(
                0,
                id,
                "tenant",
                Priority.NORMAL,
                "model",
                steps,
                512,
                512,
                images,
                steps * STEP_MS,
                0);
    }

    static TraceRequest tenant(String id, long arrivalMs, int steps, String tenant) {
        return new TraceRequest(
                arrivalMs,
                id,
                tenant,
                Priority.NORMAL,
                "model",
                steps,
                512,
                512,
                1,
                steps * STEP_MS,
                0);
    }
}
