package io.omniflow.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Run with {@code -Domniflow.docs.write=true} to write the table anew. */
class MetricsDocsTest {

    private static final Path DOCS = Path.of("../../docs/metrics.md");

    private static final String START = "<!-- generated: every metric -->\n";

    @Test
    void theDocumentationHasEveryMetric() throws IOException {
        String text = Files.readString(DOCS);
        String head = text.substring(0, text.indexOf(START) + START.length());
        if (Boolean.getBoolean("omniflow.docs.write")) {
            Files.writeString(DOCS, head + table());
        }

        assertThat(Files.readString(DOCS)).isEqualTo(head + table());
    }

    private static String table() {
        String rows =
                Arrays.stream(OmniMetric.values())
                        .map(MetricsDocsTest::row)
                        .collect(Collectors.joining());
        return """
        | Metric | Label | Kind | Unit | Across subtasks | Meaning | In Prometheus |
        |---|---|---|---|---|---|---|
        """
                + rows;
    }

    private static String row(OmniMetric metric) {
        return String.format(
                "| `%s` | %s | %s | %s | %s | %s | `%s` |%n",
                metric.group().isEmpty()
                        ? metric.metricName()
                        : metric.group() + "." + metric.metricName(),
                metric.label().map(label -> "`" + label.key() + "`").orElse(""),
                lower(metric.kind()),
                metric.unit(),
                lower(metric.across()),
                metric.description(),
                PrometheusName.of(metric));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
