package io.omniflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.omniflow.job.client.ClientException;
import io.omniflow.job.client.ClientOptions;
import io.omniflow.job.client.FakeJob;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.config.KafkaAccess;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.embedded.SecureBroker;
import io.omniflow.job.kafka.TestingKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deployment file says of Kafka's clients lets every command in, and nobody else. */
class SecureKafkaITCase {

    private static final KafkaConfig.Topics TOPICS = FakeJob.topics("secure");

    @TempDir private static Path directory;

    private static SecureBroker broker;

    private static FakeJob job;

    private static Path deployment;

    private final Cli cli = new Cli();

    @BeforeAll
    static void start() throws IOException {
        broker = SecureBroker.start(directory);
        job = FakeJob.start(broker.open(), "secure");
        TestingKafka kafka = new TestingKafka(broker.open());
        kafka.create(TOPICS.deadLetters(), 1);
        kafka.create(TOPICS.cache(), 1);
        Map<String, String> names =
                Map.of(
                        "requests", TOPICS.requests(),
                        "control", TOPICS.control(),
                        "results", TOPICS.results(),
                        "events", TOPICS.events(),
                        "cache", TOPICS.cache(),
                        "dead-letters", TOPICS.deadLetters());
        Map<String, Object> settings =
                Map.of(
                        "bootstrap-servers", broker.secure(),
                        "topics", names,
                        "properties", broker.client());
        deployment =
                Files.writeString(
                        directory.resolve("secure.yaml"),
                        new YAMLMapper().writeValueAsString(Map.of("kafka", settings)));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        job.close();
        broker.close();
    }

    @Test
    void aCommandIsLetInByTheDeploymentFile() {
        int code =
                cli.execute(
                        "submit",
                        "--config",
                        deployment.toString(),
                        "--wait",
                        "--out",
                        directory.toString(),
                        "--prompt",
                        "a red circle");

        assertThat(code).as(cli.err()).isZero();
        assertThat(directory).isDirectoryContaining(file -> file.toString().endsWith(".png"));
    }

    @Test
    void soAreThoseThatReadWholeTopicsAndWriteThem() throws IOException {
        String file = directory.resolve("exported").toString();
        String config = deployment.toString();

        assertThat(cli.execute("dlq", "list", "--config", config)).as(cli.err()).isZero();
        assertThat(cli.execute("cache", "export", "--config", config, file)).as(cli.err()).isZero();
        assertThat(cli.execute("cache", "warm", "--config", config, file)).as(cli.err()).isZero();
    }

    @Test
    void whoDoesNotKnowThePasswordIsRefused() {
        ClientOptions stranger =
                ClientOptions.of(
                                new KafkaAccess(
                                        broker.secure(),
                                        TOPICS,
                                        Map.of(
                                                "security.protocol",
                                                "SSL",
                                                "ssl.truststore.type",
                                                "PEM",
                                                "ssl.truststore.certificates",
                                                broker.client()
                                                        .get("ssl.truststore.certificates"))))
                        .withPatience(Duration.ofSeconds(1));

        assertThatThrownBy(() -> OmniClient.connect(stranger)).isInstanceOf(ClientException.class);
    }
}
