package io.omniflow.job.cli.stack;

import io.omniflow.job.embedded.EmbeddedStack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the embedded stack until Ctrl-C, which stops it with a savepoint. */
@Command(
        name = "up",
        description = "Runs Kafka, Flink and the job in one process until Ctrl-C.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

    @Mixin private StackMixin stack;

    @Override
    public Integer call() {
        LogFile.in(stack.data());
        Signals signals = Signals.install();
        System.err.println("Starting Kafka and Flink ...");
        try (EmbeddedStack running = EmbeddedStack.start(stack.options())) {
            StackRunner.announce(running);
            return StackRunner.runUntil(signals, running);
        }
    }
}
