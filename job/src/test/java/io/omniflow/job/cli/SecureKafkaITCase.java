package io.omniflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.omniflow.job.client.ClientException;
import io.omniflow.job.client.ClientOptions;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.config.KafkaAccess;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.embedded.SecureBroker;
import io.omniflow.job.embedded.SecureJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deployment file says of Kafka's clients lets the job and every command in. */
class SecureKafkaITCase {

    private static final Path BUNDLE =
            Path.of("../operators/engine/src/test/resources/fixtures/sd3-tiny/bundle");

    @TempDir private static Path directory;

    private static SecureBroker broker;

    private static SecureJob job;

    private static String deployment;

    private final Cli cli = new Cli();

    @BeforeAll
    static void start() throws IOException {
        broker = SecureBroker.start(directory);
        Map<String, Object> kafka =
                Map.of(
                        "bootstrap-servers",
                        broker.secure(),
                        "create-topics",
                        true,
                        "partitions",
                        1,
                        "properties",
                        broker.client());
        Map<String, Object> shapes =
                Map.of("bundle", BUNDLE.toAbsolutePath().normalize().toString());
        Map<String, Object> all = Map.of("kafka", kafka, "stages", Map.of("shapes", shapes));
        Path file =
                Files.writeString(
                        directory.resolve("secure.yaml"), new YAMLMapper().writeValueAsString(all));
        deployment = file.toString();
        job = SecureJob.start(directory.resolve("data"), file);
    }

    @AfterAll
    static void stop() {
        job.close();
        broker.close();
    }

    @Test
    void aCommandIsLetInByTheDeploymentFile() {
        int code =
                cli.execute(
                        "submit",
                        "--config",
                        deployment,
                        "--wait",
                        "--out",
                        directory.toString(),
                        "--prompt",
                        "a red circle");

        assertThat(code).as(cli.err()).isZero();
        assertThat(directory).isDirectoryContaining(file -> file.toString().endsWith(".png"));
    }

    @Test
    void soAreThoseThatReadWholeTopicsAndWriteThem() {
        String file = directory.resolve("exported").toString();

        assertThat(cli.execute("dlq", "list", "--config", deployment)).as(cli.err()).isZero();
        assertThat(cli.execute("cache", "export", "--config", deployment, file))
                .as(cli.err())
                .isZero();
        assertThat(cli.execute("cache", "warm", "--config", deployment, file))
                .as(cli.err())
                .isZero();
    }

    @Test
    void whoDoesNotKnowThePasswordIsRefused() {
        Map<String, String> properties = new HashMap<>(broker.client());
        properties.replace(
                "sasl.jaas.config", properties.get("sasl.jaas.config").replace("secret", "guess"));
        KafkaAccess access =
                new KafkaAccess(
                        broker.secure(), KafkaConfig.Topics.defaults(), Map.copyOf(properties));
        ClientOptions stranger = ClientOptions.of(access).withPatience(Duration.ofSeconds(1));

        assertThatThrownBy(() -> OmniClient.connect(stranger)).isInstanceOf(ClientException.class);
    }
}
