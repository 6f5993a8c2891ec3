package io.omniflow.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.omniflow.core.cache.EvictionCause;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.recovery.FailureClass;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.stepcache.StepCacheKind;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OmniMetricsTest {

    private final RecordingMetrics group = new RecordingMetrics();

    private final OmniMetrics metrics = new OmniMetrics(group);

    @ParameterizedTest
    @EnumSource
    void isRegisteredOnceUnderItsGroupLabelAndName(OmniMetric metric) {
        register(metric);
        if (metric.kind() != MetricKind.GAUGE) {
            register(metric);
        }

        String scope = metric.group().isEmpty() ? "" : metric.group() + ".";
        String label = metric.label().map(l -> l.key() + "." + l.texts().get(0) + ".").orElse("");
        assertThat(group.registered()).containsOnlyKeys(scope + label + metric.metricName());
        assertThat(group.registered().values()).hasOnlyElementsOfType(type(metric.kind()));
    }

    @Test
    void noTwoHaveTheSameName() {
        Set<String> names = new HashSet<>();
        for (OmniMetric metric : OmniMetric.values()) {
            assertThat(names.add(metric.group() + "." + metric.metricName())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesAreInTheStyleOfFlink(OmniMetric metric) {
        assertThat(metric.metricName()).matches("[a-z]+([A-Z][a-z]+)*");
        assertThat(metric.group()).matches("|[a-z]+([A-Z][a-z]+)*");
        if (metric.kind() == MetricKind.COUNTER) {
            assertThat(metric.metricName()).startsWith("num");
        }
        assertThat(metric.description()).endsWith(".");
    }

    @Test
    void anotherKindOrLabelThanDeclaredIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metrics.counter(OmniMetric.FREE_SLOTS));
        assertThatIllegalArgumentException().isThrownBy(() -> metrics.counter(OmniMetric.REJECTED));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metrics.counter(OmniMetric.REJECTED, Priority.HIGH));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metrics.counter(OmniMetric.DUPLICATES, ErrorCode.QUEUE_FULL));
        assertThat(group.registered()).isEmpty();
    }

    private void register(OmniMetric metric) {
        Enum<?> label = metric.label().map(OmniMetricsTest::first).orElse(null);
        switch (metric.kind()) {
            case COUNTER -> counter(metric, label);
            case HISTOGRAM -> histogram(metric, label);
            case GAUGE -> gauge(metric, label);
        }
    }

    private void counter(OmniMetric metric, @Nullable Enum<?> label) {
        if (label == null) {
            metrics.counter(metric);
        } else {
            metrics.counter(metric, label);
        }
    }

    private void histogram(OmniMetric metric, @Nullable Enum<?> label) {
        if (label == null) {
            metrics.histogram(metric);
        } else {
            metrics.histogram(metric, label);
        }
    }

    private void gauge(OmniMetric metric, @Nullable Enum<?> label) {
        if (label == null) {
            metrics.gauge(metric, () -> 1);
        } else {
            metrics.gauge(metric, label, () -> 1);
        }
    }

    private static Enum<?> first(MetricLabel label) {
        return switch (label) {
            case REQUEST_CLASS -> Priority.values()[0];
            case STATUS -> TaskStatus.values()[0];
            case CAUSE -> EvictionCause.values()[0];
            case CODE -> ErrorCode.values()[0];
            case FAILURE -> FailureClass.values()[0];
            case STEP_CACHE -> StepCacheKind.values()[0];
            case LEVEL -> LevelLabel.values()[0];
        };
    }

    private static Class<?> type(MetricKind kind) {
        return switch (kind) {
            case COUNTER -> Counter.class;
            case GAUGE -> Gauge.class;
            case HISTOGRAM -> Histogram.class;
        };
    }
}
