package io.omniflow.job.cli.gateway;

import io.omniflow.job.cli.stack.Signals;
import io.omniflow.job.client.ClientOptions;
import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.DeploymentReader;
import io.omniflow.job.config.KafkaAccess;
import io.omniflow.job.gateway.Gateway;
import io.omniflow.job.gateway.GatewayOptions;
import io.omniflow.job.gateway.access.ApiKeys;
import io.omniflow.job.gateway.api.ServedModel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves callers over HTTP until its end is asked for. */
@Command(
        name = "gateway",
        description = "Serves the job over HTTP, as OpenAI's API does, until Ctrl-C.",
        mixinStandardHelpOptions = true)
public final class GatewayCommand implements Callable<Integer> {

    private static final long LOOK_MS = 1000;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_CONFIG:-${env:OMNIFLOW_HOME:-.}/deploy/omniflow.yaml}",
            description =
                    "Deployment file of the job, for its models and topics (default:"
                            + " $OMNIFLOW_CONFIG, else deploy/omniflow.yaml of this checkout).")
    private Path config;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:OMNIFLOW_BOOTSTRAP_SERVERS:-}",
            description =
                    "Kafka broker of the job (default: $OMNIFLOW_BOOTSTRAP_SERVERS, else the"
                            + " deployment file's).")
    private String bootstrapServers;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:OMNIFLOW_GATEWAY_HOST:-127.0.0.1}",
            description =
                    "Address to listen at; 0.0.0.0 for all (default: $OMNIFLOW_GATEWAY_HOST, else"
                            + " 127.0.0.1).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:OMNIFLOW_GATEWAY_PORT:-8000}",
            description =
                    "Port to listen at; 0 for any free one (default: $OMNIFLOW_GATEWAY_PORT, else"
                            + " 8000).")
    private int port;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_GATEWAY_KEYS:-}",
            description =
                    "File of API keys; without one, everybody may call (default:"
                            + " $OMNIFLOW_GATEWAY_KEYS).")
    private String keys;

    @Option(
            names = "--history",
            paramLabel = "DURATION",
            defaultValue = "1 h",
            description = "How far back requests are known (default: 1 h).")
    private String history;

    @Override
    public Integer call() {
        Deployment deployment = new DeploymentReader().read(config, Map.of(), new Configuration());
        Signals signals = Signals.install();
        try (Gateway gateway = Gateway.start(options(deployment))) {
            System.err.println("Gateway    http://" + host + ":" + gateway.port());
            System.err.println("Press Ctrl-C to stop.");
            while (!signals.await(LOOK_MS)) {
                // The gateway serves.
            }
        }
        return 0;
    }

    private GatewayOptions options(Deployment deployment) {
        KafkaAccess access = KafkaAccess.of(deployment.kafka());
        Duration back = TimeUtils.parseDuration(history);
        ClientOptions client =
                ClientOptions.of(bootstrapServers.isEmpty() ? access : access.at(bootstrapServers))
                        .withHistory(back);
        GatewayOptions options =
                GatewayOptions.of(host, port, client, ServedModel.of(deployment.omni()));
        return keys.isEmpty()
                ? options
                : options.withKeys(ApiKeys.read(Path.of(keys), Clock.systemUTC()));
    }
}
