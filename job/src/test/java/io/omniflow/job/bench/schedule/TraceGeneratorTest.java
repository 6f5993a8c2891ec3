package io.omniflow.job.bench.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.core.request.Priority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TraceGeneratorTest {

    private static final Path SHIPPED = Path.of("..", "deploy", "traces");

    @ParameterizedTest
    @EnumSource(TraceKind.class)
    void theShippedTracesAreThoseOfSeedsOneToFour(TraceKind kind) throws Exception {
        Trace made = TraceGenerator.generate(kind, kind.ordinal() + 1, 2000);

        assertThat(Files.readString(SHIPPED.resolve(kind + ".csv")))
                .isEqualTo(TraceFile.format(made));
    }

    @ParameterizedTest
    @EnumSource(TraceKind.class)
    void tracesHaveTheirMixAndALoadOfOne(TraceKind kind) {
        Trace trace = TraceGenerator.generate(kind, 99, 5000);

        assertThat(trace.load(4)).isCloseTo(1.0, within(0.001));
        assertThat(part(trace, r -> r.priority() == Priority.HIGH)).isCloseTo(0.2, within(0.02));
        assertThat(part(trace, r -> r.priority() == Priority.LOW)).isCloseTo(0.3, within(0.02));
        assertThat(part(trace, r -> r.deadlineMs() > 0)).isCloseTo(0.3, within(0.02));
        assertThat(part(trace, r -> r.images() > 1)).isCloseTo(1.0 / 12, within(0.02));
    }

    @Test
    void seedsDiffer() {
        assertThat(TraceGenerator.generate(TraceKind.POISSON, 1, 100))
                .isNotEqualTo(TraceGenerator.generate(TraceKind.POISSON, 2, 100));
    }

    @Test
    void heavyTailsAreHeavierAndBurstsAreBurstier() {
        Trace poisson = TraceGenerator.generate(TraceKind.POISSON, 7, 5000);

        assertThat(variation(service(TraceGenerator.generate(TraceKind.HEAVY_TAILS, 7, 5000))))
                .isGreaterThan(2 * variation(service(poisson)));
        assertThat(variation(gaps(poisson))).isCloseTo(1, within(0.1));
        assertThat(variation(gaps(TraceGenerator.generate(TraceKind.BURSTS, 7, 5000))))
                .isGreaterThan(1.5 * variation(gaps(poisson)));
    }

    @Test
    void halfOfTheNoisyTraceIsTheNoisyTenants() {
        Trace trace = TraceGenerator.generate(TraceKind.NOISY_TENANT, 7, 3000);

        assertThat(part(trace, r -> r.tenant().equals(TraceGenerator.NOISY))).isEqualTo(0.5);
        assertThat(trace.without(TraceGenerator.NOISY).requests()).hasSize(1500);
    }

    private static double part(Trace trace, Predicate<TraceRequest> which) {
        return (double) trace.requests().stream().filter(which).count() / trace.requests().size();
    }

    private static List<Double> service(Trace trace) {
        return trace.requests().stream().map(TraceRequest::serviceMs).toList();
    }

    private static List<Double> gaps(Trace trace) {
        List<TraceRequest> all = trace.requests();
        return IntStream.range(1, all.size())
                .mapToObj(i -> (double) (all.get(i).arrivalMs() - all.get(i - 1).arrivalMs()))
                .toList();
    }

    /** Returns the standard deviation ÷ the mean. */
    private static double variation(List<Double> values) {
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double variance =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).average().orElseThrow();
        return Math.sqrt(variance) / mean;
    }
}
