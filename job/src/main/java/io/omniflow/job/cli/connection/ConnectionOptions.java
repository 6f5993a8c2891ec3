package io.omniflow.job.cli.connection;

import io.omniflow.job.client.OmniClient;
import picocli.CommandLine.Option;

/** Which broker a command speaks to. */
public final class ConnectionOptions {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:OMNIFLOW_BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
            description =
                    "Kafka broker of the job (default: $OMNIFLOW_BOOTSTRAP_SERVERS, else"
                            + " 127.0.0.1:9092).")
    private String bootstrapServers;

    /** Connects to the job that uses the broker. */
    public OmniClient connect() {
        return OmniClient.connect(bootstrapServers);
    }
}
