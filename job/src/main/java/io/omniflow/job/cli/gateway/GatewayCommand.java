package io.omniflow.job.cli.gateway;

import io.omniflow.job.cli.stack.LogFile;
import io.omniflow.job.cli.stack.Signals;
import io.omniflow.job.client.ClientOptions;
import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.DeploymentReader;
import io.omniflow.job.config.KafkaAccess;
import io.omniflow.job.gateway.Gateway;
import io.omniflow.job.gateway.GatewayOptions;
import io.omniflow.job.gateway.api.ServedModel;
import io.omniflow.job.gateway.server.ListenOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            names = "--keys",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_GATEWAY_KEYS:-}",
            description =
                    "File of API keys, read again when it changes; without one, everybody may call"
                            + " (default: $OMNIFLOW_GATEWAY_KEYS).")
    private String keys;

    @Option(
            names = "--history",
            converter = DurationConverter.class,
            paramLabel = "DURATION",
            defaultValue = "1 h",
            description = "How far back requests are known (default: 1 h).")
    private Duration history;

    @Mixin private ListenMixin listen;

    @Override
    public Integer call() {
        LogFile.onTerminal();
        ListenOptions at = listen.options();
        Deployment deployment = new DeploymentReader().read(config, Map.of(), new Configuration());
        Signals signals = Signals.install();
        try (Gateway gateway = Gateway.start(options(deployment, at))) {
            System.err.println(
                    "Gateway    " + at.scheme() + "://" + at.host() + ":" + gateway.port());
            System.err.println("Press Ctrl-C to stop.");
            while (!signals.await(LOOK_MS)) {
                // The gateway serves.
            }
            System.err.println("No more requests are taken; waiting for open calls.");
        }
        return 0;
    }

    private GatewayOptions options(Deployment deployment, ListenOptions at) {
        KafkaAccess access = KafkaAccess.of(deployment.kafka());
        ClientOptions client =
                ClientOptions.of(bootstrapServers.isEmpty() ? access : access.at(bootstrapServers))
                        .withHistory(history);
        GatewayOptions options = GatewayOptions.of(at, client, ServedModel.of(deployment.omni()));
        return keys.isEmpty() ? options : options.withKeys(Path.of(keys));
    }
}
