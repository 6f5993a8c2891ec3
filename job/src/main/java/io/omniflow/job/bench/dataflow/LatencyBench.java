package io.omniflow.job.bench.dataflow;

import io.omniflow.job.bench.BenchStack;
import io.omniflow.job.bench.Quantiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Time from the publication of a request to its result, around a model that takes no time. */
final class LatencyBench {

    /** Requests a second. */
    static final int RATE = 50;

    private static final int WARM_UP_S = 5;
    private static final int MEASURED_S = 12;
    private static final long NANOS_A_S = 1_000_000_000L;
    private static final double NANOS_A_MS = 1e6;

    private final Map<String, Long> sent = new HashMap<>();
    private final List<Double> measured = new ArrayList<>();

    Quantiles measure(boolean events) {
        return BenchStack.with(1, stack -> measure(stack, events));
    }

    private Quantiles measure(BenchStack stack, boolean events) {
        new FreeStage(1, 4, 1, Duration.ZERO, events, true).submitTo(stack);
        try (Traffic traffic = new Traffic(stack.kafka());
                Results results = new Results(stack.kafka())) {
            traffic.publish("first", 1);
            results.await(1);
            long begin = System.nanoTime();
            for (int i = 0; i < RATE * (WARM_UP_S + MEASURED_S); i++) {
                collect(results, begin + i * NANOS_A_S / RATE);
                sent.put("r" + i, System.nanoTime());
                traffic.publish("r" + i, 1);
            }
            collect(results, System.nanoTime() + NANOS_A_S);
        }
        return new Quantiles(measured.subList(RATE * WARM_UP_S, measured.size()));
    }

    /** Reads results until a moment has come. */
    private void collect(Results results, long untilNanos) {
        for (long left = untilNanos - System.nanoTime();
                left > 0;
                left = untilNanos - System.nanoTime()) {
            for (ConsumerRecord<String, byte[]> result : results.poll(Duration.ofNanos(left))) {
                Long published = sent.get(result.key());
                if (published != null) {
                    measured.add((System.nanoTime() - published) / NANOS_A_MS);
                }
            }
        }
    }
}
