package io.omniflow.job.cli;

import io.omniflow.job.bench.ditcache.DitCacheBench;
import io.omniflow.job.bench.ditcache.DitCacheFigures;
import io.omniflow.job.bench.ditcache.DitCachePlan;
import io.omniflow.job.bench.ditcache.LookupPlan;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.WorkBar;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the cache across generations: a real model, Kafka, Flink. */
@Command(
        name = "ditcache",
        description = {
            "Replays a stream of related requests without a cache, with exact hits, and with"
                    + " approximate ones too; then measures what a look-up costs"
                    + " (docs/benchmarks.md)."
        },
        mixinStandardHelpOptions = true)
final class BenchDitcacheCommand implements Callable<Integer> {

    private static final int QUICK_REQUESTS = 160;
    private static final LookupPlan QUICK_LOOKUPS = new LookupPlan(20_000, 5_000, 2, 5);
    private static final int WARM_UP_S = 10;

    @Mixin private BundleMixin model;

    @Option(
            names = "--workload",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_HOME:-.}/deploy/traces/ditcache.jsonl",
            description =
                    "Requests, one JSON object a line with at least a prompt (default:"
                            + " deploy/traces/ditcache.jsonl of this checkout).")
    private Path workload;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "Replay only the first N requests.")
    private @Nullable Integer requests;

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
            description = "Pictures that the worker advances at once (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "8",
            description =
                    "Most requests that wait for their result at once (default:"
                            + " ${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(
            names = "--similarity",
            paramLabel = "X",
            defaultValue = "0.5",
            description =
                    "Least similarity of a neighbour that requests allow, up to 1; the model's own"
                            + " bound holds besides (default: ${DEFAULT-VALUE}).")
    private double similarity;

    @Option(
            names = "--entries",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Entries among which is looked up (default: ${DEFAULT-VALUE}).")
    private int entries;

    @Option(
            names = "--lookups",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Look-ups a second (default: ${DEFAULT-VALUE}).")
    private int lookups;

    @Option(
            names = "--lookup-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long is looked up; 0 for not at all (default: ${DEFAULT-VALUE}).")
    private int lookupSeconds;

    @Option(names = "--quick", description = "Few requests and look-ups: for a first look.")
    private boolean quick;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "Draw the figures as well.")
    private @Nullable Path plot;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        DitCachePlan plan = plan();
        PrintWriter out = spec.commandLine().getOut();
        WorkBar bar = WorkBar.onTerminal();
        DitCacheFigures figures = new DitCacheBench(plan, bar::show).run();
        bar.clear();
        out.println(figures.tables());
        if (plot != null) {
            figures.plot(plot);
            out.println("Plot: " + plot);
        }
        out.println(BenchCommand.RESULT + Json.of(figures.toJson()));
        out.flush();
        return 0;
    }

    private DitCachePlan plan() {
        int most = requests != null ? requests : quick ? QUICK_REQUESTS : Integer.MAX_VALUE;
        try {
            return new DitCachePlan(
                    model.directory(),
                    workload,
                    most,
                    steps,
                    slots,
                    inFlight,
                    similarity,
                    quick
                            ? QUICK_LOOKUPS
                            : new LookupPlan(entries, lookups, WARM_UP_S, lookupSeconds));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
