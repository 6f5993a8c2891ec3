package io.omniflow.job.bench.dataflow;

import io.omniflow.job.bench.dataflow.DataflowBench.Pair;
import java.util.Locale;

/**
 * What the bench of the dataflow measured.
 *
 * @param requestsPerS requests a second with everything on
 * @param requestsPerSUncached the same without the cache across generations
 * @param addedP50Ms median latency around a model that takes no time
 * @param addedP99Ms 99th percentile of it
 * @param slotGapMs median time from a freed slot to the next start, without prefetch
 * @param slotGapRemoteMs the same where scheduling and worker are on different TaskManagers
 */
public record DataflowResult(
        Pair requestsPerS,
        Pair requestsPerSUncached,
        Pair addedP50Ms,
        Pair addedP99Ms,
        Pair slotGapMs,
        Pair slotGapRemoteMs) {

    /**
     * Returns the figures as one line of JSON; those with progress events end in {@code _events}.
     */
    public String toJson() {
        return "{"
                + String.join(
                        ",",
                        pair("requests_per_s", requestsPerS),
                        pair("requests_per_s_uncached", requestsPerSUncached),
                        pair("added_p50_ms", addedP50Ms),
                        pair("added_p99_ms", addedP99Ms),
                        pair("slot_gap_ms", slotGapMs),
                        pair("slot_gap_remote_ms", slotGapRemoteMs))
                + "}";
    }

    private static String pair(String key, Pair pair) {
        return String.format(
                Locale.ROOT, "\"%s\":%.3f,\"%s_events\":%.3f", key, pair.off(), key, pair.on());
    }
}
