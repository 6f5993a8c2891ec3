package io.omniflow.job.cli;

import io.omniflow.job.bench.dataflow.DataflowBench;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the dataflow alone: Kafka to Kafka around a model that is free. */
@Command(
        name = "dataflow",
        description =
                "Measures requests a second, added latency and the time a freed slot stays free,"
                        + " Kafka to Kafka, around a model that computes nothing.",
        mixinStandardHelpOptions = true)
final class BenchDataflowCommand implements Callable<Integer> {

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Requests published ahead to measure the rate (default: 200000).")
    private int requests;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Measures only rate, latency or gap; several with commas.")
    private @Nullable Set<DataflowBench.Part> parts;

    @Option(
            names = "--events",
            arity = "1",
            paramLabel = "true|false",
            description = "Measures only with or only without progress events.")
    private @Nullable Boolean events;

    @Override
    public Integer call() {
        PrintStream out = System.out;
        DataflowBench.Plan plan =
                new DataflowBench.Plan(
                        parts == null ? EnumSet.allOf(DataflowBench.Part.class) : parts,
                        events == null ? Set.of(false, true) : Set.of(events),
                        requests);
        out.println(BenchCommand.RESULT + DataflowBench.run(plan, out).toJson());
        return 0;
    }
}
