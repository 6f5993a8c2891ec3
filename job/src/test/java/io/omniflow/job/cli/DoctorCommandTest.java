package io.omniflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

    private static final String FILE = "../deploy/omniflow.yaml";

    private final Cli cli = new Cli();

    @Test
    void aMachineThatCanRunTheDeploymentIsWell() throws Exception {
        int code = cli.execute("doctor", "--machine", "--config", FILE, "--output", "json");

        List<String> checks = new ArrayList<>();
        for (String line : cli.out().lines().toList()) {
            JsonNode finding = new ObjectMapper().readTree(line);
            checks.add(finding.path("check").asText());
            assertThat(finding.path("level").asText()).as(line).isIn("ok", "warn");
        }
        assertThat(checks)
                .containsExactly(
                        "java",
                        "natives",
                        "device",
                        "deployment",
                        "dtype",
                        "bundle",
                        "memory",
                        "disk");
        assertThat(code).isZero();
    }

    @Test
    void whatMustBeMendedIsSaidWithWhatToDoAndEndsWithOne() {
        int code =
                cli.execute(
                        "doctor",
                        "--config",
                        FILE,
                        "-D",
                        "engine.dtype=int4",
                        "--jobmanager",
                        "http://127.0.0.1:1");

        assertThat(code).isEqualTo(1);
        assertThat(cli.out())
                .contains("deployment  fail  engine.dtype must be auto")
                .contains("-> correct " + FILE)
                .contains("flink       fail  no JobManager answers at http://127.0.0.1:1/")
                .endsWith("2 to mend, 0 to consider.\n");
    }
}
