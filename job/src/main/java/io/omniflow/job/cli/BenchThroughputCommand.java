package io.omniflow.job.cli;

import io.omniflow.job.bench.dataflow.ThroughputBench;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a real model, through Kafka and alone. */
@Command(
        name = "throughput",
        description =
                "Measures pictures a second through Kafka beside those of the bare step loop, one"
                        + " thread each, and several loops beside one.",
        mixinStandardHelpOptions = true)
final class BenchThroughputCommand implements Callable<Integer> {

    @Mixin private BundleMixin model;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "48",
            description = "Pictures of a round (default: ${DEFAULT-VALUE}).")
    private int images;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds each way (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20",
            description = "Inference steps of a picture (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "4",
            description = "Pictures that a loop advances at once (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "2",
            description = "Loops beside each other; 1 for none (default: ${DEFAULT-VALUE}).")
    private int loops;

    @Override
    public Integer call() {
        PrintStream out = System.out;
        ThroughputBench.Plan plan = new ThroughputBench.Plan(images, rounds, steps, slots, loops);
        out.println(
                BenchCommand.RESULT + ThroughputBench.run(model.directory(), plan, out).toJson());
        return 0;
    }
}
