package io.omniflow.job.bench.schedule;

/** A request of which not all images have ended. */
final class OpenRequest {

    private final TraceRequest request;
    private int open;
    private boolean expired;
    private double waitMs;

    OpenRequest(TraceRequest request) {
        this.request = request;
        this.open = request.images();
    }

    /** Takes note that an image was released or gave up waiting. */
    void waitedUntil(double nowMs) {
        waitMs = Math.max(waitMs, nowMs - request.arrivalMs());
    }

    /** Takes note of the end of an image and tells whether it was the last. */
    boolean ended(boolean completed) {
        expired |= !completed;
        open--;
        return open == 0;
    }

    Outcome outcome(double nowMs, int slots) {
        Outcome.End end =
                open > 0
                        ? Outcome.End.STUCK
                        : expired ? Outcome.End.EXPIRED : Outcome.End.COMPLETED;
        return new Outcome(request, end, nowMs, waitMs, BatchCurve.aloneMs(request, slots));
    }
}
