package io.omniflow.job.cli;

import io.omniflow.job.embedded.DataDirectory;
import io.omniflow.job.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs Kafka alone, for a Flink cluster of other processes. */
@Command(
        name = "broker",
        description = "Runs Kafka alone until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class BrokerCommand implements Callable<Integer> {

    private static final long LOOK_MS = 60_000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where broker and log live (default: ./data).")
    private Path data;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Where Kafka listens; 0 for any free port (default: 9092).")
    private int kafkaPort;

    @Override
    public Integer call() {
        LogFile.in(data);
        Signals signals = Signals.install();
        try (DataDirectory directory = DataDirectory.open(data);
                EmbeddedBroker broker = EmbeddedBroker.start(directory.kafka(), kafkaPort)) {
            System.err.println("Kafka      " + broker.bootstrapServers());
            System.err.println("Press Ctrl-C to stop.");
            while (!signals.await(LOOK_MS)) {
                // Kafka has threads of its own.
            }
        }
        return 0;
    }
}
