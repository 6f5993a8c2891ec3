package io.omniflow.job.bench.schedule;

import io.omniflow.core.request.Priority;

/**
 * How a request of a replay ended.
 *
 * @param request the request
 * @param end how it ended
 * @param endMs when its last image ended, milliseconds from the begin of the trace
 * @param waitMs longest time that an image of it waited for its release
 * @param aloneMs its time on an idle device
 */
record Outcome(TraceRequest request, End end, double endMs, double waitMs, double aloneMs) {

    /** The ends of a request. */
    enum End {
        /** All its images are there. */
        COMPLETED,
        /** An image expired. */
        EXPIRED,
        /** The queue was full. */
        REJECTED,
        /** An image had not ended when nothing happened any more. */
        STUCK
    }

    Priority priority() {
        return request.priority();
    }

    boolean isCompleted() {
        return end == End.COMPLETED;
    }

    /** Returns the time from its arrival to its end. */
    double totalMs() {
        return endMs - request.arrivalMs();
    }

    /** Returns the same, infinite if it was not completed. */
    double totalOrNeverMs() {
        return isCompleted() ? totalMs() : Double.POSITIVE_INFINITY;
    }

    /** Returns its time as a multiple of its time alone; infinite if it was not completed. */
    double slowdown() {
        return totalOrNeverMs() / aloneMs;
    }

    /** Tells whether it completed within a multiple of its time alone. */
    boolean meets(double multiple) {
        // Sums of steps differ from the product in their last bits.
        return slowdown() <= multiple * (1 + 1e-9);
    }
}
