package io.omniflow.job.cli.cache;

import io.omniflow.executor.metrics.AcrossSubtasks;
import io.omniflow.executor.metrics.MetricKind;
import io.omniflow.executor.metrics.MetricUnit;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.cli.terminal.Amounts;
import io.omniflow.job.cli.terminal.Table;
import io.omniflow.job.rest.MetricReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The metrics of the caches of all stages, by stage, and their sums. */
final class CacheFigures {

    private static final String GROUP = "ditCache";

    private static final String OPERATOR = "-dit-cache";

    private static final String TOTAL = "total";

    private static final String HIT_RATE = "hit_rate";

    private final Map<String, Map<Figure, Double>> stages = new TreeMap<>();

    private final Set<Figure> figures = new LinkedHashSet<>();

    private CacheFigures() {}

    /** Takes the metrics of caches out of those of a job. */
    static CacheFigures of(List<MetricReading> readings) {
        CacheFigures figures = new CacheFigures();
        readings.stream()
                .filter(reading -> reading.metric().group().equals(GROUP))
                .forEach(figures::add);
        return figures;
    }

    boolean isEmpty() {
        return stages.isEmpty();
    }

    /** Returns an object for each stage and, where there are several, one of their sums. */
    List<Map<String, Object>> json() {
        List<Map<String, Object>> objects = new ArrayList<>();
        columns()
                .forEach(
                        (stage, values) -> {
                            Map<String, Object> object = new LinkedHashMap<>();
                            object.put("stage", stage);
                            object.put(HIT_RATE, hitRate(values));
                            values.forEach(
                                    (figure, value) ->
                                            object.put(figure.key(), figure.number(value)));
                            objects.add(object);
                        });
        return objects;
    }

    /** Returns a column for each stage and, where there are several, one of their sums. */
    String table() {
        Map<String, Map<Figure, Double>> columns = columns();
        Table table = new Table("");
        row(table, "", List.copyOf(columns.keySet()));
        row(table, "hit rate", columns.values().stream().map(CacheFigures::rate).toList());
        for (Figure figure : figures) {
            List<String> cells = columns.values().stream().map(figure::text).toList();
            row(table, figure.key().replace('_', ' ').replace(".", ", "), cells);
        }
        return table.toString();
    }

    private void add(MetricReading reading) {
        String stage = reading.operator().replaceFirst(OPERATOR + "$", "");
        reading.values()
                .forEach(
                        (statistic, value) -> {
                            Figure figure =
                                    new Figure(reading.metric(), reading.label(), statistic);
                            figures.add(figure);
                            stages.computeIfAbsent(stage, s -> new LinkedHashMap<>())
                                    .put(figure, value);
                        });
    }

    private Map<String, Map<Figure, Double>> columns() {
        Map<String, Map<Figure, Double>> columns = new LinkedHashMap<>(stages);
        if (stages.size() > 1) {
            columns.put(TOTAL, total());
        }
        return columns;
    }

    private Map<Figure, Double> total() {
        Map<Figure, Double> total = new LinkedHashMap<>();
        for (Figure figure : figures) {
            if (figure.adds()) {
                stages.values().stream()
                        .map(values -> values.getOrDefault(figure, Double.NaN))
                        .filter(Double::isFinite)
                        .forEach(value -> total.merge(figure, value, Double::sum));
            }
        }
        return total;
    }

    private static double sum(Map<Figure, Double> values, OmniMetric metric) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().metric() == metric)
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static double hitRate(Map<Figure, Double> values) {
        double hits = sum(values, OmniMetric.CACHE_HITS);
        double all = hits + sum(values, OmniMetric.CACHE_MISSES);
        return all == 0 ? 0 : hits / all;
    }

    private static String rate(Map<Figure, Double> values) {
        return Math.round(hitRate(values) * 100) + " %";
    }

    private static void row(Table table, String name, List<String> cells) {
        List<String> row = new ArrayList<>();
        row.add(name);
        row.addAll(cells);
        table.row(row.toArray(String[]::new));
    }

    /** One number of a cache. */
    private record Figure(OmniMetric metric, String label, String statistic) {

        /** The name of the metric without what all have in common, such as {@code hits.exact}. */
        String key() {
            String name = metric.name().toLowerCase(Locale.ROOT).replaceFirst("^cache_", "");
            String labelled = label.isEmpty() ? name : name + "." + label;
            return metric.kind() == MetricKind.HISTOGRAM ? labelled + "." + statistic : labelled;
        }

        boolean adds() {
            return metric.kind() != MetricKind.HISTOGRAM && metric.across() == AcrossSubtasks.SUM;
        }

        /** Counts are whole; what is not known is null. */
        @Nullable Number number(double value) {
            if (!Double.isFinite(value)) {
                return null;
            }
            boolean whole = value == Math.rint(value) && metric.unit() != MetricUnit.RATIO;
            if (whole) {
                return (long) value;
            }
            return value;
        }

        String text(Map<Figure, Double> values) {
            double value = values.getOrDefault(this, Double.NaN);
            if (!Double.isFinite(value)) {
                return "-";
            }
            if (metric.unit() == MetricUnit.BYTES) {
                return Amounts.bytes(Math.round(value));
            }
            if (metric.unit() == MetricUnit.RATIO) {
                return Math.round(value * 100) + " %";
            }
            return metric.kind() == MetricKind.HISTOGRAM
                    ? String.format(Locale.ROOT, "%.2f", value)
                    : Long.toString(Math.round(value));
        }
    }
}
