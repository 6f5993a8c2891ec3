package io.omniflow.job.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.job.bench.gateway.GatewayResult.Pair;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GatewayResultTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void latencyIsOfOneCallerAndTheRateOfMany() {
        Pair alone =
                new Pair(
                        new Round(SECOND, List.of(4.0, 5.0, 6.0)),
                        new Round(SECOND, List.of(6.0, 7.0, 9.0)));
        Pair slow = pair(2, 4);
        Pair even = pair(2, 2);
        Pair fast = pair(1, 4);

        assertThat(new GatewayResult(List.of(alone), List.of(slow, even, fast)).figures())
                .containsEntry("kafka_p50_ms", 5.0)
                .containsEntry("gateway_p50_ms", 7.0)
                .containsEntry("added_p50_ms", 2.0)
                .containsEntry("added_p99_ms", 3.0)
                .containsEntry("requests_per_s_kafka", 1.0)
                .containsEntry("requests_per_s_gateway", 0.5)
                .containsEntry("ratio", 0.5);
    }

    @Test
    void everyRequestOfARoundIsMade() {
        AtomicInteger asked = new AtomicInteger();
        Way counting =
                new Way() {
                    @Override
                    public void ask() {
                        asked.incrementAndGet();
                    }

                    @Override
                    public void close() {}
                };

        assertThat(Round.of(counting, 7, 100).callsMs()).hasSize(100);
        assertThat(asked).hasValue(100);
    }

    private static Pair pair(long kafkaS, long gatewayS) {
        List<Double> calls = List.of(1.0, 1.0);
        return new Pair(new Round(kafkaS * SECOND, calls), new Round(gatewayS * SECOND, calls));
    }
}
