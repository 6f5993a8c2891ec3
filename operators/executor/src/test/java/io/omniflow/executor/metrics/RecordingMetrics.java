package io.omniflow.executor.metrics;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** A group that remembers what is registered under it, and refuses a name that is taken. */
final class RecordingMetrics extends UnregisteredMetricsGroup {

    private final String prefix;
    private final Map<String, Metric> registered;

    RecordingMetrics() {
        this("", new HashMap<>());
    }

    private RecordingMetrics(String prefix, Map<String, Metric> registered) {
        this.prefix = prefix;
        this.registered = registered;
    }

    /** Returns every metric by its full name, with dots between the parts. */
    Map<String, Metric> registered() {
        return registered;
    }

    @Override
    public Counter counter(String name) {
        return add(name, super.counter(name));
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
        return add(name, gauge);
    }

    @Override
    public <H extends Histogram> H histogram(String name, H histogram) {
        return add(name, histogram);
    }

    @Override
    public MetricGroup addGroup(String name) {
        return new RecordingMetrics(prefix + name + ".", registered);
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
        return addGroup(key).addGroup(value);
    }

    private <M extends Metric> M add(String name, M metric) {
        if (registered.put(prefix + name, metric) != null) {
            throw new IllegalStateException(prefix + name + " is registered twice");
        }
        return metric;
    }
}
