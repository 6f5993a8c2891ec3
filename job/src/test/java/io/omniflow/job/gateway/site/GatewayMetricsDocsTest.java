package io.omniflow.job.gateway.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Run with {@code -Domniflow.docs.write=true} to write the table anew. */
class GatewayMetricsDocsTest {

    private static final Path DOCS = Path.of("../docs/gateway.md");

    private static final String START = "<!-- generated: every metric of the gateway -->\n";

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
        return "| Metric | Labels | Kind | Meaning |\n|---|---|---|---|\n"
                + Arrays.stream(GatewayMetric.values())
                        .map(GatewayMetricsDocsTest::row)
                        .collect(Collectors.joining());
    }

    private static String row(GatewayMetric metric) {
        String labels =
                metric.labels().stream()
                        .map(label -> "`" + label + "`")
                        .collect(Collectors.joining(", "));
        return String.format(
                "| `%s` | %s | %s | %s |%n",
                metric.prometheusName(), labels, metric.type(), metric.description());
    }
}
