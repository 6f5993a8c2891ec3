package io.omniflow.job.bench.ditcache;

import java.nio.file.Path;

/**
 * What to measure.
 *
 * @param bundle directory of the model
 * @param workload file of the requests
 * @param requests how many of the first ones are replayed, at most
 * @param steps steps of a picture
 * @param slots pictures that the worker advances at once
 * @param inFlight requests that wait for their result at once, at most
 * @param similarity least similarity of a neighbour, above 0 and up to 1
 * @param lookups how the look-ups are measured
 */
public record DitCachePlan(
        Path bundle,
        Path workload,
        int requests,
        int steps,
        int slots,
        int inFlight,
        double similarity,
        LookupPlan lookups) {

    /** Checks the numbers. */
    public DitCachePlan {
        if (requests < 1 || steps < 1 || slots < 1 || inFlight < 1) {
            throw new IllegalArgumentException(
                    "requests, steps, slots and requests in flight must be at least 1");
        }
        if (!(similarity > 0 && similarity <= 1)) {
            throw new IllegalArgumentException("similarity must lie above 0 and up to 1");
        }
    }
}
