package io.omniflow.job.cli;

import io.omniflow.job.bench.gateway.GatewayBench;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what HTTP adds to Kafka. */
@Command(
        name = "gateway",
        description =
                "Measures requests a second and latency of a cached picture by the gateway beside"
                        + " those by Kafka, in turns.",
        mixinStandardHelpOptions = true)
final class BenchGatewayCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private BundleMixin model;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Requests of a round each way (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "6",
            description = "Rounds each way (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--callers",
            paramLabel = "N",
            defaultValue = "64",
            description = "Callers at a time who measure the rate (default: ${DEFAULT-VALUE}).")
    private int callers;

    @Override
    public Integer call() {
        if (Math.min(requests, Math.min(rounds, callers)) < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--requests, --rounds and --callers must be at least 1");
        }
        PrintStream out = System.out;
        GatewayBench.Plan plan = new GatewayBench.Plan(requests, rounds, callers);
        out.println(BenchCommand.RESULT + GatewayBench.run(model.directory(), plan, out).toJson());
        return 0;
    }
}
