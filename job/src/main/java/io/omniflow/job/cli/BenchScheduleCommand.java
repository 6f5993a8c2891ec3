package io.omniflow.job.cli;

import io.omniflow.job.bench.schedule.DeviceSettings;
import io.omniflow.job.bench.schedule.ScheduleBench;
import io.omniflow.job.bench.schedule.ScheduleReport;
import io.omniflow.job.bench.schedule.SyntheticTrace;
import io.omniflow.job.bench.schedule.TraceKind;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.ReplayBar;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares the scheduling policies on traces: no Kafka, no Flink, simulated devices. */
@Command(
        name = "schedule",
        description = {
            "Replays traces of requests through the scheduler, under every policy, on simulated"
                    + " devices; or makes a synthetic trace.",
            "A trace is a CSV file with the columns arrival_ms, request_id, tenant, priority,"
                    + " model, steps, width, height, images, service_ms and deadline_ms; missing"
                    + " ones have defaults (docs/benchmarks.md)."
        },
        mixinStandardHelpOptions = true)
final class BenchScheduleCommand implements Callable<Integer> {

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_HOME:-.}/deploy/traces",
            description = "A trace or a directory of them; repeatable (default: deploy/traces).")
    private List<Path> traces;

    @Option(
            names = "--load",
            paramLabel = "X",
            split = ",",
            description =
                    "Rescale the arrivals so that the offered work is X of what the devices can"
                            + " do; several with commas (default: the pace of the trace).")
    private List<Double> loads = List.of();

    @Option(
            names = "--devices",
            paramLabel = "N",
            defaultValue = "4",
            description = "Devices of each model (default: ${DEFAULT-VALUE}).")
    private int devices;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "1",
            description = "Generations a device runs at once (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Option(
            names = "--prefetch",
            paramLabel = "N",
            defaultValue = "0",
            description = "Images a worker holds besides (default: ${DEFAULT-VALUE}).")
    private int prefetch;

    @Option(
            names = "--noisy",
            paramLabel = "TENANT",
            defaultValue = "noisy",
            description =
                    "The tenant whose effect on the others is measured (default:"
                            + " ${DEFAULT-VALUE}).")
    private String noisy;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "Draw the figures as well.")
    private Path plot;

    @ArgGroup(exclusive = false)
    private Generate generate;

    @Spec private CommandSpec spec;

    /** What makes a trace instead of replaying. */
    static final class Generate {

        @Option(
                names = "--generate",
                required = true,
                paramLabel = "KIND",
                description = "Make a trace instead: ${COMPLETION-CANDIDATES}.")
        private TraceKind kind;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "FILE",
                description = "Where to write the trace.")
        private Path out;

        @Option(
                names = "--seed",
                paramLabel = "N",
                defaultValue = "1",
                description = "The same seed makes the same trace (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Option(
                names = "--requests",
                paramLabel = "N",
                defaultValue = "2000",
                description = "Number of requests (default: ${DEFAULT-VALUE}).")
        private int requests;
    }

    @Override
    public Integer call() {
        if (generate != null) {
            SyntheticTrace.write(generate.kind, generate.seed, generate.requests, generate.out);
            System.out.println("Wrote " + generate.requests + " requests to " + generate.out);
            return 0;
        }
        if (loads.stream().anyMatch(load -> !(load > 0 && load < 1000))) {
            throw new ParameterException(
                    spec.commandLine(), "--load must be a number above 0, such as 0.9");
        }
        DeviceSettings settings = new DeviceSettings(devices, slots, prefetch);
        ReplayBar bar = ReplayBar.onTerminal();
        ScheduleReport report = new ScheduleBench(settings, noisy, bar::show).run(traces, loads);
        bar.clear();
        System.out.println(report.tables());
        if (plot != null) {
            report.plot(plot);
            System.out.println("Plot: " + plot);
        }
        System.out.println(BenchCommand.RESULT + Json.of(report.toJson()));
        return 0;
    }
}
