package io.omniflow.job.gateway.site;

import io.omniflow.job.gateway.http.Traffic;
import java.util.List;
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

    /** How calls usually end. */
    private static final List<Integer> STATUSES = List.of(200, 400, 429, 500, 503);

    private final Map<String, LongAdder> calls = new ConcurrentSkipListMap<>();

    private final Map<String, LongAdder> open = new ConcurrentSkipListMap<>();

    private final Map<String, Durations> durations = new ConcurrentSkipListMap<>();

    /** Has the usual series of an operation from the start at 0, as rates expect. */
    void declare(String operation) {
        String label = label(operation);
        open.computeIfAbsent(label, key -> new LongAdder());
        STATUSES.forEach(
                status -> calls.computeIfAbsent(labels(label, status), key -> new LongAdder()));
    }

    @Override
    public void begun(String operation) {
        open.computeIfAbsent(label(operation), key -> new LongAdder()).increment();
    }

    @Override
    public void ended(String operation, int status, long nanos) {
        String label = label(operation);
        open.computeIfAbsent(label, key -> new LongAdder()).decrement();
        calls.computeIfAbsent(labels(label, status), key -> new LongAdder()).increment();
        durations.computeIfAbsent(label, key -> new Durations()).add(nanos);
    }

    private static String label(String operation) {
        return "operation=\"" + (operation.isEmpty() ? "unknown" : operation) + "\"";
    }

    private static String labels(String label, int status) {
        return label + ",status=\"" + (status == 0 ? "gone" : status) + "\"";
    }

    /** Writes all of them. */
    void write(MetricsPage page) {
        page.head(GatewayMetric.CALLS);
        calls.forEach((labels, count) -> page.line(GatewayMetric.CALLS, "", labels, count.sum()));
        page.head(GatewayMetric.OPEN);
        open.forEach((labels, count) -> page.line(GatewayMetric.OPEN, "", labels, count.sum()));
        page.head(GatewayMetric.SECONDS);
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
                line(page, "_bucket", labels + ",le=\"" + bound + "\"", count);
            }
            line(page, "_sum", labels, nanos.sum() / 1e9);
            line(page, "_count", labels, count);
        }

        private static void line(MetricsPage page, String end, String labels, Number value) {
            page.line(GatewayMetric.SECONDS, end, labels, value);
        }
    }
}
