package io.omniflow.job.bench.ditcache;

import io.omniflow.v1.CacheReport.Kind;
import java.nio.ByteBuffer;

/**
 * What became of a request.
 *
 * @param request the request
 * @param latencyMs milliseconds from its publication to its result
 * @param kind what the cache did
 * @param steps steps that the picture has behind it
 * @param stepsReused how many of them were not computed for it
 * @param fingerprint of the picture
 * @param source fingerprint of what was reused; empty if nothing was
 * @param picture the encoded picture; must not be written
 */
record Served(
        WorkloadRequest request,
        double latencyMs,
        Kind kind,
        int steps,
        int stepsReused,
        String fingerprint,
        String source,
        ByteBuffer picture) {

    /** Tells whether no device worked for it alone. */
    boolean isExact() {
        return kind == Kind.KIND_EXACT || kind == Kind.KIND_SHARED;
    }

    boolean isApproximate() {
        return kind == Kind.KIND_APPROXIMATE;
    }

    boolean isMiss() {
        return !isExact() && !isApproximate();
    }

    /** Returns the number of steps that a device took for it. */
    int stepsTaken() {
        return isExact() ? 0 : steps - stepsReused;
    }
}
