package io.omniflow.job.bench.ditcache;

import io.omniflow.job.bench.Quantiles;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What look-ups cost.
 *
 * @param entries entries that the cache held
 * @param micros microseconds from when a look-up was due to its answer, rounded up, and how often
 * @param seconds how long they took
 * @param checkpointMs duration of each checkpoint meanwhile
 */
record LookupFigures(
        int entries, TreeMap<Integer, Integer> micros, double seconds, List<Double> checkpointMs) {

    private static final double US_A_MS = 1_000;

    LookupFigures {
        checkpointMs = List.copyOf(checkpointMs);
    }

    long count() {
        return micros.values().stream().mapToLong(Integer::longValue).sum();
    }

    double perS() {
        return count() / seconds;
    }

    /** Returns the milliseconds that a share of the look-ups did not exceed. */
    double atMs(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * count()));
        for (Map.Entry<Integer, Integer> bucket : micros.entrySet()) {
            rank -= bucket.getValue();
            if (rank <= 0) {
                return bucket.getKey() / US_A_MS;
            }
        }
        throw new WorkloadException("no look-up was counted");
    }

    double checkpointMedianMs() {
        return checkpointMs.isEmpty() ? Double.NaN : new Quantiles(checkpointMs).at(0.5);
    }

    double checkpointMostMs() {
        return checkpointMs.isEmpty() ? Double.NaN : new Quantiles(checkpointMs).at(1);
    }
}
