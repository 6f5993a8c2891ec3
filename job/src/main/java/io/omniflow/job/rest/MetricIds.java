package io.omniflow.job.rest;

import io.omniflow.executor.metrics.MetricKind;
import io.omniflow.executor.metrics.MetricLabel;
import io.omniflow.executor.metrics.OmniMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Understands the ids under which the JobManager lists the metrics of operators. */
final class MetricIds {

    /** The statistics of a histogram, by the JobManager's name for them. */
    private static final Map<String, String> STATISTICS =
            Map.of("_median", "p50", "_p95", "p95", "_p99", "p99", "_max", "max");

    private static final String VALUE = "value";

    private final List<Form> forms = new ArrayList<>();

    MetricIds() {
        for (OmniMetric metric : OmniMetric.values()) {
            forms.add(new Form(metric, pattern(metric)));
        }
    }

    /** Returns what an id stands for, if it is one of ours. */
    Optional<Parsed> parse(String id) {
        for (Form form : forms) {
            Matcher matcher = form.pattern().matcher(id);
            if (matcher.matches()) {
                String statistic = STATISTICS.getOrDefault(matcher.group("statistic"), VALUE);
                return Optional.of(
                        new Parsed(
                                form.metric(),
                                matcher.group("operator"),
                                matcher.group("label"),
                                statistic));
            }
        }
        return Optional.empty();
    }

    /** Matches {@code operator.group.label.value.name} and the statistic of a histogram. */
    private static Pattern pattern(OmniMetric metric) {
        String group = metric.group().isEmpty() ? "" : Pattern.quote(metric.group() + ".");
        String label = metric.label().map(MetricIds::labelled).orElse("(?<label>)");
        String statistic =
                metric.kind() == MetricKind.HISTOGRAM
                        ? "(?<statistic>" + String.join("|", STATISTICS.keySet()) + ")"
                        : "(?<statistic>)";
        return Pattern.compile(
                "(?<operator>[^.]+)\\."
                        + group
                        + label
                        + Pattern.quote(metric.metricName())
                        + statistic);
    }

    private static String labelled(MetricLabel label) {
        return label.texts().stream()
                .map(Pattern::quote)
                .collect(Collectors.joining("|", label.key() + "\\.(?<label>", ")\\."));
    }

    /**
     * What an id stands for.
     *
     * @param metric which metric
     * @param operator name of the operator
     * @param label value of the metric's label; empty if it has none
     * @param statistic name of the value
     */
    record Parsed(OmniMetric metric, String operator, String label, String statistic) {}

    private record Form(OmniMetric metric, Pattern pattern) {}
}
