package io.omniflow.job.cli;

import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.calibration.Calibration;
import io.omniflow.engine.calibration.CalibrationPoint;
import io.omniflow.engine.calibration.CalibrationWriter;
import io.omniflow.engine.calibration.Calibrator;
import io.omniflow.engine.calibration.Setting;
import io.omniflow.engine.calibration.Workload;
import io.omniflow.job.bench.stepcache.Prompts;
import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.Table;
import io.omniflow.job.cli.terminal.WorkBar;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the step caches of a model on the user's prompts and keeps what it found. */
@Command(
        name = "calibrate",
        description = {
            "Measures, on your prompts, what every step cache of a model spares and loses, chooses"
                    + " the quality levels, and writes both to step_cache.json in the bundle"
                    + " (docs/step-caches.md).",
            "The file is part of the model's revision: results cached before are not reused."
        },
        mixinStandardHelpOptions = true)
final class CalibrateCommand implements Callable<Integer> {

    private static final int QUICK_CAPTIONS = 8;

    @Parameters(paramLabel = "MODEL", description = "Directory of the model bundle.")
    private Path bundle;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description =
                    "Prompts that stand for yours, one a line (default, for the shapes model only:"
                            + " captions of its kind).")
    private @Nullable Path prompts;

    @Option(
            names = "--captions",
            paramLabel = "N",
            defaultValue = "32",
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
            description =
                    "Steps of the full run, at least 9; levels promise their quality for as many"
                            + " (default: the model's default).")
    private @Nullable Integer steps;

    @Option(
            names = "--policies",
            paramLabel = "NAME",
            split = ",",
            converter = KindConverter.class,
            description = "Only these step caches; several with commas (default: all).")
    private @Nullable Set<StepCacheKind> policies;

    @Option(names = "--quick", description = "One seed and few captions: for a first look.")
    private boolean quick;

    @Option(names = "--dry-run", description = "Write nothing.")
    private boolean dryRun;

    @Mixin private ApproximateCalibration approximate = new ApproximateCalibration();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        check(captions >= 1 && seeds >= 1, "--captions and --seeds must be at least 1");
        checkSteps(steps == null ? StepCacheSpec.FEWEST_STEPS : steps);
        PrintWriter out = spec.commandLine().getOut();
        if (approximate.isAsked()) {
            approximate.run(bundle, dryRun, out);
            return 0;
        }
        ModelBundle facts = ModelBundle.inspect(bundle);
        int full = steps == null ? facts.defaultSteps() : steps;
        checkSteps(full);
        Workload workload =
                Prompts.forCalibration(
                        facts,
                        bundle,
                        prompts,
                        quick ? Math.min(QUICK_CAPTIONS, captions) : captions,
                        quick ? 1 : seeds);
        Set<StepCacheKind> kinds = EnumSet.allOf(StepCacheKind.class);
        if (policies != null) {
            kinds.retainAll(policies);
        }
        WorkBar bar = WorkBar.onTerminal();
        Calibration calibration =
                new Calibrator(bundle, facts, full, kinds, bar::show)
                        .run(workload, LocalDate.now(ZoneOffset.UTC).toString());
        bar.clear();
        print(calibration, workload, out);
        if (dryRun) {
            out.println("Nothing was written.");
        } else {
            write(calibration, facts, out);
        }
        out.flush();
        return 0;
    }

    private void checkSteps(int full) {
        check(
                full >= StepCacheSpec.FEWEST_STEPS,
                "--steps must be at least 9: shorter runs are never cached");
    }

    private void print(Calibration calibration, Workload workload, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%d pictures, %d steps of %s%n%n",
                workload.pictures().size(),
                calibration.conditions().steps(),
                calibration.conditions().scheduler());
        Table table = new Table("");
        table.row("step cache", "setting", "evaluations", "dB mean", "dB p5", "SSIM");
        calibration.points().forEach(point -> row(table, point.spec().kind().text(), point));
        out.println(table);
        out.println();
        if (calibration.levels().isEmpty()) {
            out.println("No setting is good enough for a quality level besides exact.");
            return;
        }
        Table levels = new Table("");
        levels.row("level", "step cache", "evaluations", "dB mean", "dB p5", "SSIM");
        for (Map.Entry<String, CalibrationPoint> level : calibration.levels().entrySet()) {
            row(levels, level.getKey(), level.getValue());
        }
        out.println(levels);
    }

    private static void row(Table table, String first, CalibrationPoint point) {
        Setting setting = new Setting("", 1, point.spec());
        boolean level = !first.equals(point.spec().kind().text());
        table.row(
                first,
                level
                        ? point.spec().kind().text() + " " + setting.cacheText()
                        : setting.cacheText(),
                String.format(Locale.ROOT, "%.2f", point.spec().effort()),
                String.format(Locale.ROOT, "%.1f", point.psnrMean()),
                String.format(Locale.ROOT, "%.1f", point.psnrP5()),
                String.format(Locale.ROOT, "%.4f", point.ssim()));
    }

    private void write(Calibration calibration, ModelBundle before, PrintWriter out) {
        Path file = bundle.resolve(Calibration.FILE);
        boolean replaced = Files.exists(file);
        try {
            CalibrationWriter.write(calibration, bundle);
        } catch (IOException e) {
            throw new CommandException("cannot write " + file + ": " + e.getMessage());
        }
        out.printf(
                "%nWrote %s%s.%nThe model's revision was %.12s and is %.12s: restart the job to"
                        + " use it.%n",
                file,
                replaced ? " over the one before" : "",
                before.contentHash(),
                ModelBundle.inspect(bundle).contentHash());
    }

    private void check(boolean right, String complaint) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), complaint);
        }
    }
}
