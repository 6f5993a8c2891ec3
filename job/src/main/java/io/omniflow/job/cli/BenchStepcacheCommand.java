package io.omniflow.job.cli;

import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.job.bench.stepcache.BenchPlan;
import io.omniflow.job.bench.stepcache.LevelSheet;
import io.omniflow.job.bench.stepcache.StepCacheBench;
import io.omniflow.job.bench.stepcache.StepCacheFigures;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.WorkBar;
import io.omniflow.job.picture.PictureFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares the step caches with fewer steps: no Kafka, no Flink. */
@Command(
        name = "stepcache",
        description = {
            "Paints the same pictures with all steps computed, with every step cache over its"
                    + " settings, and with fewer steps of every sampler; prints what each costs and"
                    + " how far its pictures are from the first (docs/step-caches.md)."
        },
        mixinStandardHelpOptions = true)
final class BenchStepcacheCommand implements Callable<Integer> {

    @Mixin private BundleMixin model;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "Prompts, one a line (default: captions of the shapes model).")
    private @Nullable Path prompts;

    @Option(
            names = "--captions",
            paramLabel = "N",
            defaultValue = "64",
            description = "Captions of the shapes model (default: ${DEFAULT-VALUE}).")
    private int captions;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "2",
            description = "Seeds for each prompt (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "50",
            description = "Steps of the full run, at least 9 (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--policies",
            paramLabel = "NAME",
            split = ",",
            converter = KindConverter.class,
            description = "Only these step caches; several with commas (default: all).")
    private @Nullable Set<StepCacheKind> policies;

    @Option(
            names = "--pattern",
            paramLabel = "DIGITS",
            description =
                    "A pattern for mask and taylor besides the usual ones, a digit for each step, 1"
                            + " computes; repeatable.")
    private List<String> patterns = List.of();

    @Option(
            names = "--reference",
            paramLabel = "SAMPLER",
            defaultValue = "",
            description = "Sampler of the reference (default: the bundle's own).")
    private String reference;

    @Option(
            names = "--reference-steps",
            paramLabel = "N",
            defaultValue = "0",
            description = "Steps of the reference (default: those of the full run).")
    private int referenceSteps;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "Draw the figures as well.")
    private @Nullable Path plot;

    @Option(
            names = "--pictures",
            paramLabel = "DIR",
            description =
                    "Only paint a few pictures at the model's quality levels and write them, side"
                            + " by side, to this directory.")
    private @Nullable Path pictures;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        return pictures == null ? measure() : paint(pictures);
    }

    private int paint(Path directory) {
        PictureFiles files = PictureFiles.in(directory);
        Path file = files.writeSheet(LevelSheet.paint(plan()), "quality-levels.png");
        PrintWriter out = spec.commandLine().getOut();
        out.println("Pictures: " + file);
        out.flush();
        return 0;
    }

    private int measure() {
        PrintWriter out = spec.commandLine().getOut();
        WorkBar bar = WorkBar.onTerminal();
        StepCacheFigures figures = new StepCacheBench(plan(), bar::show).run();
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

    private BenchPlan plan() {
        check(captions >= 1 && seeds >= 1, "--captions and --seeds must be at least 1");
        check(steps >= 9, "--steps must be at least 9: shorter runs are never cached");
        check(referenceSteps >= 0, "--reference-steps must not be negative");
        for (String pattern : patterns) {
            check(
                    pattern.length() == steps && pattern.matches("[01]+"),
                    "--pattern must have " + steps + " digits 0 or 1, as many as steps");
        }
        return new BenchPlan(
                model.directory(),
                prompts,
                captions,
                seeds,
                steps,
                policies == null ? EnumSet.allOf(StepCacheKind.class) : policies,
                patterns,
                reference,
                referenceSteps);
    }

    private void check(boolean right, String complaint) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), complaint);
        }
    }
}
