package io.omniflow.executor.metrics;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * Registers the metrics of one operator, each once. Only the operator's thread may use it; the
 * suppliers of gauges are called by reporters on threads of their own.
 */
public final class OmniMetrics {

    private static final int WINDOW = 1_000;
    private static final String UNLABELLED = "";

    private final MetricGroup operator;
    private final Map<OmniMetric, Map<String, Counter>> counters = new EnumMap<>(OmniMetric.class);
    private final Map<OmniMetric, Map<String, Histogram>> histograms =
            new EnumMap<>(OmniMetric.class);

    /** Creates the metrics of the operator that a group belongs to. */
    public OmniMetrics(MetricGroup operator) {
        this.operator = operator;
    }

    /** Returns a counter, registered when it is first asked for. */
    public Counter counter(OmniMetric metric) {
        return counter(metric, plain(metric, MetricKind.COUNTER));
    }

    /** Returns the counter of one value of the metric's label, registered as above. */
    public Counter counter(OmniMetric metric, Enum<?> label) {
        return counter(metric, labelled(metric, MetricKind.COUNTER, label));
    }

    /** Returns a histogram, registered when it is first asked for. */
    public Histogram histogram(OmniMetric metric) {
        return histogram(metric, plain(metric, MetricKind.HISTOGRAM));
    }

    /** Returns the histogram of one value of the metric's label, registered as above. */
    public Histogram histogram(OmniMetric metric, Enum<?> label) {
        return histogram(metric, labelled(metric, MetricKind.HISTOGRAM, label));
    }

    /** Registers a gauge. Any thread may call the supplier at any time. */
    public <N extends Number> void gauge(OmniMetric metric, Supplier<N> value) {
        gauge(metric, plain(metric, MetricKind.GAUGE), value);
    }

    /** Registers the gauge of one value of the metric's label, as above. */
    public <N extends Number> void gauge(OmniMetric metric, Enum<?> label, Supplier<N> value) {
        gauge(metric, labelled(metric, MetricKind.GAUGE, label), value);
    }

    private Counter counter(OmniMetric metric, String label) {
        return once(counters, metric, label, g -> g.counter(metric.metricName()));
    }

    private Histogram histogram(OmniMetric metric, String label) {
        return once(
                histograms,
                metric,
                label,
                g -> g.histogram(metric.metricName(), new DescriptiveStatisticsHistogram(WINDOW)));
    }

    private <N extends Number> void gauge(OmniMetric metric, String label, Supplier<N> value) {
        Gauge<N> gauge = value::get;
        group(metric, label).gauge(metric.metricName(), gauge);
    }

    private <M> M once(
            Map<OmniMetric, Map<String, M>> known,
            OmniMetric metric,
            String label,
            Function<MetricGroup, M> register) {
        return known.computeIfAbsent(metric, m -> new HashMap<>())
                .computeIfAbsent(label, value -> register.apply(group(metric, value)));
    }

    private MetricGroup group(OmniMetric metric, String label) {
        MetricGroup group = metric.group().isEmpty() ? operator : operator.addGroup(metric.group());
        return metric.label().map(l -> group.addGroup(l.key(), label)).orElse(group);
    }

    private static String plain(OmniMetric metric, MetricKind kind) {
        require(metric, metric.kind() == kind && metric.label().isEmpty());
        return UNLABELLED;
    }

    private static String labelled(OmniMetric metric, MetricKind kind, Enum<?> label) {
        require(metric, metric.kind() == kind && metric.label().isPresent());
        return metric.label().orElseThrow().text(label);
    }

    private static void require(OmniMetric metric, boolean declared) {
        if (!declared) {
            throw new IllegalArgumentException(metric + " is declared otherwise");
        }
    }
}
