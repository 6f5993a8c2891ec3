package io.omniflow.job.gateway.site;

import io.omniflow.job.gateway.http.Traffic;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts calls by operation and status, which both have few values. Any number of threads may use
 * it.
 */
public final class GatewayMetrics implements Traffic {

    private static final double[] BOUNDS_S = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600
    };

    private final Map<String, LongAdder> calls = new ConcurrentSkipListMap<>();

    private final Map<String, LongAdder> open = new ConcurrentSkipListMap<>();

    private final Map<String, Durations> durations = new ConcurrentSkipListMap<>();

    @Override
    public void begun(String operation) {
        open.computeIfAbsent(label(operation), key -> new LongAdder()).increment();
    }

    @Override
    public void ended(String operation, int status, long nanos) {
        String label = label(operation);
        open.computeIfAbsent(label, key -> new LongAdder()).decrement();
        String both = label + ",status=\"" + (status == 0 ? "gone" : status) + "\"";
        calls.computeIfAbsent(both, key -> new LongAdder()).increment();
        durations.computeIfAbsent(label, key -> new Durations()).add(nanos);
    }

    private static String label(String operation) {
        return "operation=\"" + (operation.isEmpty() ? "unknown" : operation) + "\"";
    }

    /** Writes all of them. */
    void write(MetricsPage page) {
        page.head("omniflow_gateway_calls_total", "counter", "Calls that have ended.");
        calls.forEach((labels, count) -> page.line("calls_total", labels, count.sum()));
        page.head("omniflow_gateway_calls_open", "gauge", "Calls that are being answered.");
        open.forEach((labels, count) -> page.line("calls_open", labels, count.sum()));
        page.head(
                "omniflow_gateway_call_seconds",
                "histogram",
                "How long calls took, streams to their end included, in seconds.");
        durations.forEach((labels, each) -> each.write(page, labels));
    }

    private static final class Durations {

        private final LongAdder[] buckets = new LongAdder[BOUNDS_S.length + 1];

        private final LongAdder nanos = new LongAdder();

        Durations() {
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }

        void add(long duration) {
            double seconds = (double) duration / TimeUnit.SECONDS.toNanos(1);
            int bucket = 0;
            while (bucket < BOUNDS_S.length && seconds > BOUNDS_S[bucket]) {
                bucket++;
            }
            buckets[bucket].increment();
            nanos.add(duration);
        }

        void write(MetricsPage page, String labels) {
            long count = 0;
            for (int i = 0; i < buckets.length; i++) {
                count += buckets[i].sum();
                String bound = i < BOUNDS_S.length ? String.valueOf(BOUNDS_S[i]) : "+Inf";
                page.line("call_seconds_bucket", labels + ",le=\"" + bound + "\"", count);
            }
            page.line("call_seconds_sum", labels, nanos.sum() / 1e9);
            page.line("call_seconds_count", labels, count);
        }
    }
}
