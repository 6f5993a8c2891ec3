package io.omniflow.job.cli.stack;

import io.omniflow.job.cli.terminal.PortConverter;
import io.omniflow.job.embedded.StackOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command sets up the embedded stack. */
public final class StackMixin {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Deployment file (default: deploy/omniflow.yaml of this checkout; of the demo"
                            + " write-and-paint.yaml beside it).")
    private @Nullable Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where broker, checkpoints and log live (default: ./data; of the demo"
                            + " ./data/demo).")
    private @Nullable Path data;

    @Option(
            names = "--kafka-port",
            converter = PortConverter.class,
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Where Kafka listens; 0 for any free port (default: 9092).")
    private int kafkaPort;

    @Option(
            names = "--rest-port",
            converter = PortConverter.class,
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Where the dashboard listens; 0 for any free port (default: 8081).")
    private int restPort;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A key that goes before the deployment file's; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    private String usualDeployment = "omniflow.yaml";

    private Path usualData = Path.of("data");

    /**
     * Sets what holds where the command line says nothing.
     *
     * @param deployment a file in the checkout's deploy directory
     */
    public void setDefaults(String deployment, Path directory) {
        usualDeployment = deployment;
        usualData = directory;
    }

    /** Returns where broker, checkpoints and log live. */
    public Path data() {
        return data == null ? usualData : data;
    }

    /** Returns how the stack is set up. */
    public StackOptions options() {
        return new StackOptions(config(), data(), kafkaPort, restPort, overrides);
    }

    private Path config() {
        if (config != null) {
            return config;
        }
        String home = Optional.ofNullable(System.getenv("OMNIFLOW_HOME")).orElse(".");
        return Path.of(home, "deploy", usualDeployment);
    }
}
