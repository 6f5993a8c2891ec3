package io.omniflow.job.cli.cluster;

import io.omniflow.executor.metrics.MetricKind;
import io.omniflow.executor.metrics.MetricUnit;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.cli.terminal.Amounts;
import io.omniflow.job.cli.terminal.Table;
import io.omniflow.job.rest.MetricReading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Metrics for people and for programs. */
final class MetricsText {

    private static final List<String> STATISTICS = List.of("p50", "p95", "p99", "max");

    private MetricsText() {}

    /** Returns a row for each metric, but for values of labels that have counted nothing. */
    static String table(List<MetricReading> readings) {
        Table table = new Table("").row("OPERATOR", "METRIC", "OF", "VALUE");
        readings.stream()
                .filter(reading -> !hasCountedNothing(reading))
                .forEach(
                        reading ->
                                table.row(
                                        reading.operator(),
                                        reading.name(),
                                        reading.label(),
                                        value(reading)));
        return table.toString();
    }

    private static boolean hasCountedNothing(MetricReading reading) {
        return reading.metric().kind() == MetricKind.COUNTER
                && !reading.label().isEmpty()
                && Double.valueOf(0).equals(known(reading, "value"));
    }

    /** Returns what becomes one JSON object; values that are not known are null. */
    static Map<String, Object> json(MetricReading reading) {
        OmniMetric metric = reading.metric();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("operator", reading.operator());
        json.put("metric", reading.name());
        metric.label().ifPresent(label -> json.put(label.key(), reading.label()));
        json.put("kind", metric.kind().name().toLowerCase(Locale.ROOT));
        json.put("unit", metric.unit().toString());
        boolean empty = isEmpty(reading);
        names(metric).forEach(name -> json.put(name, empty ? null : known(reading, name)));
        return json;
    }

    private static List<String> names(OmniMetric metric) {
        return metric.kind() == MetricKind.HISTOGRAM ? STATISTICS : List.of("value");
    }

    /** A histogram without values has a highest one all the same, which is 0. */
    private static boolean isEmpty(MetricReading reading) {
        return known(reading, names(reading.metric()).get(0)) == null;
    }

    private static @Nullable Double known(MetricReading reading, String name) {
        double value = reading.values().getOrDefault(name, Double.NaN);
        return Double.isFinite(value) ? value : null;
    }

    private static String value(MetricReading reading) {
        List<String> names = names(reading.metric());
        if (isEmpty(reading)) {
            return "-";
        }
        return names.stream()
                .map(
                        name ->
                                (names.size() == 1 ? "" : name + " ")
                                        + amount(reading.metric().unit(), known(reading, name)))
                .collect(Collectors.joining(", "));
    }

    private static String amount(MetricUnit unit, @Nullable Double value) {
        if (value == null) {
            return "-";
        }
        return switch (unit) {
            case MILLISECONDS -> Amounts.duration(Math.round(value));
            case BYTES -> Amounts.bytes(Math.round(value));
            case RATIO -> Math.round(value * 100) + " %";
            case DECIBELS -> Math.round(value) + " dB";
            case FLAG -> value > 0 ? "yes" : "no";
            case REQUESTS, IMAGES, RECORDS, ENTRIES, SLOTS, STEPS, TIMES, NUMBER ->
                    Long.toString(Math.round(value));
        };
    }
}
