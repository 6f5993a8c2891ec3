package io.omniflow.job.bench.schedule;

/**
 * What a step of a batch costs: {@code t(b) = t(1) (F + (1 - F) b)} with F = {@value #FIXED}. It is
 * the curve of the shipped model in docs/benchmarks.md (batch 4: 3.07 times the step of batch 1,
 * batch 8: 6.0 times), so batching gains at most 1.43.
 */
final class BatchCurve {

    /** Part of a step that does not grow with the batch. */
    static final double FIXED = 0.3;

    private BatchCurve() {}

    /** Returns the time of a step of a batch in steps of one member. */
    static double factor(int batch) {
        return FIXED + (1 - FIXED) * batch;
    }

    /**
     * Returns the time of a request on an idle device: its images run in as few batches as the
     * slots allow.
     */
    static double aloneMs(TraceRequest request, int slots) {
        int full = request.images() / slots;
        int rest = request.images() % slots;
        return request.serviceMs() * (full * factor(slots) + (rest == 0 ? 0 : factor(rest)));
    }
}
