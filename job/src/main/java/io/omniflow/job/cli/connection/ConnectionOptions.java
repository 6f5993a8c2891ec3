package io.omniflow.job.cli.connection;

import io.omniflow.job.client.OmniClient;
import io.omniflow.job.config.KafkaAccess;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which broker a command speaks to, and how it is let in. */
public final class ConnectionOptions {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:OMNIFLOW_BOOTSTRAP_SERVERS:-}",
            description =
                    "Kafka broker of the job (default: $OMNIFLOW_BOOTSTRAP_SERVERS, else the"
                            + " deployment file's, else 127.0.0.1:9092).")
    private String bootstrapServers;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_CONFIG:-}",
            description =
                    "Deployment file of the job, for its broker, topics and the properties of"
                            + " Kafka's clients (default: $OMNIFLOW_CONFIG, else none).")
    private String config;

    /** Returns where the job's topics are. */
    public KafkaAccess access() {
        if (config.isEmpty()) {
            return KafkaAccess.to(bootstrapServers.isEmpty() ? "127.0.0.1:9092" : bootstrapServers);
        }
        KafkaAccess access = KafkaAccess.read(Path.of(config));
        return bootstrapServers.isEmpty() ? access : access.at(bootstrapServers);
    }

    /** Connects to the job that uses the broker. */
    public OmniClient connect() {
        return OmniClient.connect(access());
    }
}
