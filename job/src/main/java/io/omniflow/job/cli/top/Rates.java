package io.omniflow.job.cli.top;

import io.omniflow.executor.metrics.MetricKind;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.rest.MetricReading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells how fast counters grow. The JobManager collects their values now and then, so a value that
 * stays the same for a while is an old one, not a standstill; after that while it is one.
 */
final class Rates {

    static final long COLLECTED_WITHIN_MS = 12_000;

    private static final double SECOND_MS = 1_000;

    /** A counter of an operator, and of one value of its label if it has one. */
    record Counted(OmniMetric metric, String operator, String label) {}

    private record Seen(double value, long timeMs, double rate) {

        Seen next(double newer, long nowMs) {
            long tookMs = nowMs - timeMs;
            if (newer == value) {
                return tookMs < COLLECTED_WITHIN_MS ? this : new Seen(value, timeMs, 0);
            }
            return new Seen(newer, nowMs, Math.max(0, (newer - value) * SECOND_MS / tookMs));
        }
    }

    private final Map<Counted, Seen> seen = new HashMap<>();

    /** Returns the rates per second, of all counters that were seen to change or to stay. */
    Map<Counted, Double> update(List<MetricReading> readings, long nowMs) {
        Map<Counted, Double> rates = new HashMap<>();
        for (MetricReading reading : readings) {
            double value = reading.values().getOrDefault("value", Double.NaN);
            if (reading.metric().kind() == MetricKind.COUNTER && Double.isFinite(value)) {
                Counted counted =
                        new Counted(reading.metric(), reading.operator(), reading.label());
                Seen last = seen.get(counted);
                Seen next =
                        last == null ? new Seen(value, nowMs, Double.NaN) : last.next(value, nowMs);
                seen.put(counted, next);
                if (!Double.isNaN(next.rate())) {
                    rates.put(counted, next.rate());
                }
            }
        }
        return rates;
    }
}
