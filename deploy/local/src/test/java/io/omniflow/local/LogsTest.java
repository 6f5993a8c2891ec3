package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omniflow.core.logging.RequestScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What deploy/flink/log4j2.properties makes of a line. */
class LogsTest {

    private static final String CONFIGURATION = "deploy/flink/log4j2.properties";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TempDir Path directory;

    @AfterEach
    void forget() {
        System.clearProperty("log.file");
        System.clearProperty("omniflow.log.to-file");
    }

    @Test
    void aLineOfJsonHasTheRequestItsTraceAndTheWholeException() throws IOException {
        List<String> lines = logged("json");

        assertThat(lines).hasSize(2);
        JsonNode first = new ObjectMapper().readTree(lines.get(0));
        assertThat(Instant.parse(first.path("time").asText())).isBefore(Instant.now());
        assertThat(first.path("level").asText()).isEqualTo("WARN");
        assertThat(first.path("logger").asText()).isEqualTo("io.omniflow.test");
        assertThat(first.path("thread").asText()).isEqualTo(Thread.currentThread().getName());
        assertThat(first.path("message").asText()).isEqualTo("it \"failed\"\nfor good");
        assertThat(first.path("request_id").asText()).isEqualTo("r-1");
        assertThat(first.path("trace_id").asText()).isEqualTo(TRACE);
        assertThat(first.path("error").asText())
                .contains("IllegalStateException: outer", "Caused by", "IOException: inner");
        JsonNode second = new ObjectMapper().readTree(lines.get(1));
        assertThat(second.fieldNames())
                .toIterable()
                .containsExactly("time", "level", "logger", "thread", "message");
    }

    @Test
    void textNamesTheRequestAtTheEndOfTheLine() throws IOException {
        List<String> lines = logged("text");

        assertThat(lines.get(1)).endsWith("for good [request r-1]");
        assertThat(lines.get(lines.size() - 1)).endsWith("- nobody's");
    }

    @Test
    void nothingIsWrittenWhereNothingIsAskedFor() throws IOException {
        assertThat(logged("off")).isEmpty();
    }

    @Test
    void theImageAndKubernetesUseTheSameFileAndJson() {
        String kubernetes =
                Repository.yaml("deploy/kubernetes/base/flinkdeployment.yaml")
                        .get(0)
                        .path("spec")
                        .path("logConfiguration")
                        .path("log4j-console.properties")
                        .asText();

        assertThat(kubernetes).isEqualTo(Repository.text(CONFIGURATION));
        assertThat(Repository.text("deploy/Dockerfile"))
                .contains(CONFIGURATION + " /opt/flink/conf/log4j-console.properties")
                .contains("OMNIFLOW_LOG_TO_CONSOLE=json OMNIFLOW_LOG_TO_FILE=json");
        assertThat(Repository.text("deploy/local/cluster"))
                .contains("-Dlog4j.configurationFile=$root/" + CONFIGURATION);
    }

    private List<String> logged(String format) throws IOException {
        Path file = directory.resolve("test.log");
        System.setProperty("log.file", file.toString());
        System.setProperty("omniflow.log.to-file", format);
        try (LoggerContext context =
                new LoggerContext("test", null, Repository.file(CONFIGURATION).toUri())) {
            context.start();
            Logger logger = context.getLogger("io.omniflow.test");
            try (RequestScope scope =
                    RequestScope.of("r-1", Map.of("traceparent", "00-" + TRACE + "-f0-01"))) {
                assertThat(scope).isNotNull();
                logger.debug("nobody asked for this");
                logger.warn(
                        "it \"failed\"\nfor good",
                        new IllegalStateException("outer", new IOException("inner")));
            }
            logger.info("nobody's");
        }
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
