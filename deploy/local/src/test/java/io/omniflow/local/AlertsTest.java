package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets Prometheus's own tool play what should raise alerts, and what should not. */
class AlertsTest {

    @TempDir private Path directory;

    @Test
    void everyAlertFiresWhenItShouldAndOnlyThen() throws Exception {
        Optional<Path> tool =
                Prometheus.binary()
                        .map(binary -> binary.resolveSibling("promtool"))
                        .filter(Files::isExecutable);
        assumeThat(tool)
                .as("no promtool lies beside a prometheus on the path or at OMNIFLOW_PROMETHEUS")
                .isPresent();
        String cases =
                Repository.text("deploy/local/src/test/resources/rules-test.yml")
                        .replace(
                                "RULES", Repository.file("deploy/prometheus/rules.yml").toString());
        Path file = Files.writeString(directory.resolve("cases.yml"), cases);

        Process process =
                new ProcessBuilder(tool.orElseThrow().toString(), "test", "rules", file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(MonitoringFiles.alerts())
                .allSatisfy(alert -> assertThat(cases).contains('"' + alert.where() + '"'));
    }
}
