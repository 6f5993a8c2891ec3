package io.omniflow.job.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.job.kafka.TestingKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

    @TempDir private Path directory;

    @Test
    void aRestartKeepsTopicsAndRecords() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            TestingKafka kafka = new TestingKafka(broker.bootstrapServers());
            kafka.create("kept", 1);
            kafka.send("kept", "key", "value".getBytes(UTF_8));
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            TestingKafka kafka = new TestingKafka(broker.bootstrapServers());

            assertThat(kafka.readCommitted("kept", 1))
                    .singleElement()
                    .satisfies(
                            record ->
                                    assertThat(record.value()).isEqualTo("value".getBytes(UTF_8)));
        }
    }

    @Test
    void aTakenPortIsRefusedWithWhatToDo() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = other.getLocalPort();

            assertThatThrownBy(() -> EmbeddedBroker.start(directory, port))
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessage(
                            "port "
                                    + port
                                    + " for Kafka is taken: stop what listens there or choose"
                                    + " another with --kafka-port");
        }
    }

    @Test
    void aDirectoryIsHeldByOneStackAtATime() {
        try (DataDirectory held = DataDirectory.open(directory)) {
            assertThat(held.kafka().getParent()).isEqualTo(directory);
            assertThatThrownBy(() -> DataDirectory.open(directory))
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessageContaining("another omniflow uses")
                    .hasMessageContaining("--data");
        }
        DataDirectory.open(directory).close();
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsRefused() {
        assertThatThrownBy(() -> DataDirectory.open(Path.of("/proc/omniflow")))
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining("cannot write to")
                .hasMessageContaining("--data");
    }
}
