package io.omniflow.job.cli.stack;

import io.omniflow.job.embedded.StackOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a command sets up the embedded stack. */
public final class StackMixin {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_HOME:-.}/deploy/omniflow.yaml",
            description = "Deployment file (default: deploy/omniflow.yaml of this checkout).")
    private Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where broker, checkpoints and log live (default: ./data).")
    private Path data;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Where Kafka listens; 0 for any free port (default: 9092).")
    private int kafkaPort;

    @Option(
            names = "--rest-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Where the dashboard listens; 0 for any free port (default: 8081).")
    private int restPort;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A key that goes before the deployment file's; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** Returns where broker, checkpoints and log live. */
    public Path data() {
        return data;
    }

    /** Returns how the stack is set up. */
    public StackOptions options() {
        return new StackOptions(config, data, kafkaPort, restPort, overrides);
    }
}
