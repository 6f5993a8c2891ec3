package io.omniflow.job.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker of one node in this process. Its directory is formatted on the first start and
 * used again on every later one.
 */
public final class EmbeddedBroker implements AutoCloseable {

    static final String CONTROLLER = "CONTROLLER";

    private final KafkaRaftServer server;

    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker on the loopback interface and returns when it answers.
     *
     * @param directory where its data lies
     * @param port where it listens; 0 for any free port
     * @throws EmbeddedException if the port is taken or the broker does not start
     */
    public static EmbeddedBroker start(Path directory, int port) {
        return start(directory, port, Map.of());
    }

    /** Starts a broker with settings that go before the usual ones. */
    static EmbeddedBroker start(Path directory, int port, Map<String, String> others) {
        int listen = Ports.check("Kafka", port, "--kafka-port");
        try {
            Files.createDirectories(directory);
            Map<String, String> settings = BrokerSettings.of(directory, listen, Ports.free());
            settings.putAll(others);
            format(directory);
            KafkaRaftServer server =
                    new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            server.startup();
            return new EmbeddedBroker(server, listen);
        } catch (Exception e) {
            throw new EmbeddedException(
                    "Kafka does not start on " + directory + ": " + Causes.line(e), e);
        }
    }

    /** Returns where clients connect. */
    public String bootstrapServers() {
        return Ports.LOOPBACK + ":" + port;
    }

    /** Stops the broker and waits until its files are closed. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream silent =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(BrokerSettings.NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName(CONTROLLER)
                    .setMetadataLogDirectory(directory.toString())
                    .addDirectory(directory.toString())
                    .run();
        }
    }
}
