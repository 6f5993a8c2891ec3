package io.omniflow.job.cli;

import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.approximate.ApproximateMap;
import io.omniflow.engine.approximate.ApproximateMapWriter;
import io.omniflow.engine.calibration.ApproximateCalibrator;
import io.omniflow.engine.calibration.ApproximatePoint;
import io.omniflow.engine.calibration.ShapePairs;
import io.omniflow.engine.shapes.ShapeTable;
import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.Table;
import io.omniflow.job.cli.terminal.WorkBar;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The part of {@code calibrate} that measures what similar prompts are worth. */
final class ApproximateCalibration {

    private static final long FIRST_SEED = 2_000_000;

    @Option(
            names = "--approximate",
            description =
                    "Measure instead how many steps may be skipped by starting from the picture of"
                            + " a similar prompt, and write approximate_cache.json"
                            + " (docs/dit-cache.md).")
    private boolean asked;

    @Option(
            names = "--bound",
            paramLabel = "POINTS",
            defaultValue = "1",
            description =
                    "With --approximate: largest loss of the judge's score, of 100 (default:"
                            + " ${DEFAULT-VALUE}).")
    private double bound;

    @Option(
            names = "--diversity",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description =
                    "With --approximate: how far pictures must stay from the neighbour's, as a"
                            + " share of how far full runs are (default: ${DEFAULT-VALUE}).")
    private double diversity;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "80",
            description =
                    "With --approximate: pairs of captions to measure (default: ${DEFAULT-VALUE}).")
    private int pairs;

    boolean isAsked() {
        return asked;
    }

    void run(Path bundle, boolean dryRun, PrintWriter out) {
        if (pairs < 1) {
            throw new CommandException("--pairs must be at least 1");
        }
        ModelBundle facts = ModelBundle.inspect(bundle);
        ShapeTable table =
                ShapeTable.of(bundle)
                        .orElseThrow(
                                () ->
                                        new CommandException(
                                                "nobody can judge the pictures of "
                                                        + bundle
                                                        + ": --approximate knows the shapes model"
                                                        + " only"));
        WorkBar bar = WorkBar.onTerminal();
        ApproximateCalibrator.Result result =
                new ApproximateCalibrator(bundle, facts, bound, diversity, bar::show)
                        .run(
                                ShapePairs.of(facts, table, pairs, FIRST_SEED),
                                LocalDate.now(ZoneOffset.UTC).toString());
        bar.clear();
        print(result, out);
        if (dryRun) {
            out.println("Nothing was written.");
        } else {
            write(result.map(), bundle, out);
        }
        out.flush();
    }

    private static void print(ApproximateCalibrator.Result result, PrintWriter out) {
        Table points = new Table("");
        points.row("similarity", "skipped", "served", "full", "started", "loss", "diversity");
        for (ApproximatePoint point : result.points()) {
            points.row(
                    String.format(Locale.ROOT, "%.2f", point.similarity()),
                    percent(point.share()),
                    Integer.toString(point.served()),
                    String.format(Locale.ROOT, "%.1f", point.full()),
                    String.format(Locale.ROOT, "%.1f", point.started()),
                    String.format(Locale.ROOT, "%.1f", point.loss()),
                    percent(point.diversity()));
        }
        out.println(points);
        out.println();
        if (result.map().isEmpty()) {
            out.println("No share of the steps may be skipped within the bounds.");
        }
        for (ApproximateMap.Floor floor : result.map().floors()) {
            out.printf(
                    Locale.ROOT,
                    "from a similarity of %.2f: %s of the steps%n",
                    floor.similarity(),
                    percent(floor.share()));
        }
    }

    private static void write(ApproximateMap map, Path bundle, PrintWriter out) {
        Path file = bundle.resolve(ApproximateMap.FILE);
        try {
            ApproximateMapWriter.write(map, bundle);
        } catch (IOException e) {
            throw new CommandException("cannot write " + file + ": " + e.getMessage());
        }
        out.printf(
                "%nWrote %s. The model's revision is %.12s now: restart the job to use it.%n",
                file, ModelBundle.inspect(bundle).contentHash());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
