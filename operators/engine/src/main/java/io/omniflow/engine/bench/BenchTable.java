package io.omniflow.engine.bench;

import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.runtime.PyTorch;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints what was measured. */
final class BenchTable {

    private BenchTable() {}

    /** Prints the versions that are compared. */
    static void versions(PrintStream out, @Nullable String python) {
        out.printf(
                Locale.ROOT,
                "one thread, times of its processor clock; libtorch %s%s%n",
                PyTorch.version(),
                python == null ? "" : "; Python: " + python);
    }

    /** Prints the rate of the large product. */
    static void product(PrintStream out, ComputeType type, GemmProbe probe) {
        out.printf(
                Locale.ROOT,
                "large matrix product, %s: %.0f GFLOP/s (general %.1f ms, packed %.1f ms)%n",
                type,
                probe.gflops(),
                probe.generalMillis(),
                probe.linearMillis());
    }

    /** Prints the steps of a model. */
    static void model(PrintStream out, ModelFigures model) {
        out.printf(
                Locale.ROOT,
                "%n%s: %.2f GFLOP for each picture and step, both branches%n",
                model.name(),
                model.gflopPerPictureStep());
        out.println(
                "dtype     batch  cpu ms/step  wall ms/step  ms/picture  GFLOP/s  of large product"
                        + "  of own products  python ms  ratio");
        for (StepFigures step : model.steps()) {
            out.printf(
                    Locale.ROOT,
                    "%-8s  %5d  %11.2f  %12.2f  %10.2f  %7.0f  %15.0f%%  %14.0f%%  %9s  %5s%n",
                    step.type(),
                    step.batch(),
                    step.millis(),
                    step.wallMillis(),
                    step.millis() / step.batch(),
                    step.gflops(),
                    100 * step.ofLarge(),
                    100 * step.ofOwn(),
                    number(step.pythonMillis()),
                    number(step.ratio()));
        }
    }

    private static String number(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }
}
