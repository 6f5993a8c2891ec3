package io.omniflow.job.cli;

import io.omniflow.job.bench.dataflow.DataflowBench;
import java.io.PrintStream;
import java.util.concurrent.Callable;
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

    @Override
    public Integer call() {
        PrintStream out = System.out;
        out.println(BenchCommand.RESULT + DataflowBench.run(requests, out).toJson());
        return 0;
    }
}
