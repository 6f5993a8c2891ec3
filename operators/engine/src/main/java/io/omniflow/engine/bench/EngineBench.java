package io.omniflow.engine.bench;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.sd3.Sd3Bundle;
import io.omniflow.engine.sd3.Sd3Generation;
import io.omniflow.engine.sd3.Sd3StepModel;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures steps of a bundle in float32 beside the machine's rate for large matrix products. */
public final class EngineBench {

    private static final int WARM_UP_ROUNDS = 2;
    private static final int ROUNDS = 15;
    private static final int STEPS_A_ROUND = 3;
    private static final double GIGA = 1e9;
    private static final double MILLIS = 1e3;

    private final int rounds;
    private final Sd3Bundle bundle;
    private final ModelBundle facts;
    private final Map<Integer, Stopwatch> steps = new LinkedHashMap<>();
    private final Stopwatch plain = new Stopwatch();
    private final Stopwatch packed = new Stopwatch();

    private EngineBench(Path path, int rounds) {
        this.rounds = rounds;
        bundle = Sd3Bundle.read(path, ConfigFile.read(path.resolve("model_index.json")));
        facts = ModelBundle.inspect(path);
        for (int batch : new int[] {1, 4, 8}) {
            steps.put(batch, new Stopwatch());
        }
    }

    /**
     * Measures on this thread, on the CPU, with one thread, for a few seconds. Repetitions of all
     * measurements are interleaved, so that a change of the machine's speed meets all alike.
     *
     * @param bundle directory of the model bundle
     * @param out where the table goes
     */
    public static BenchResult run(Path bundle, PrintStream out) {
        return run(bundle, out, ROUNDS);
    }

    static BenchResult run(Path bundle, PrintStream out, int rounds) {
        EngineBench bench = new EngineBench(bundle, rounds);
        PyTorch.enter();
        bench.measure();
        BenchResult result = bench.result();
        bench.print(result, out);
        return result;
    }

    private void measure() {
        Device cpu = Device.cpu();
        try (Sd3StepModel model =
                        Sd3StepModel.load(bundle, facts.contentHash(), cpu, EngineConfig.DEFAULT);
                GemmProbe gemm = new GemmProbe(cpu)) {
            List<Sd3Generation> generations = begin(model);
            for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
                if (round == WARM_UP_ROUNDS) {
                    steps.values().forEach(Stopwatch::reset);
                    plain.reset();
                    packed.reset();
                }
                plain.time(gemm::plain);
                packed.time(gemm::packed);
                steps.forEach((batch, watch) -> step(model, generations.subList(0, batch), watch));
            }
            generations.forEach(Sd3Generation::close);
        }
    }

    /** A worker runs step after step, so the weights of the one before are still in the cache. */
    private static void step(Sd3StepModel model, List<Sd3Generation> batch, Stopwatch watch) {
        model.step(batch);
        for (int i = 0; i < STEPS_A_ROUND; i++) {
            watch.time(() -> model.step(batch));
        }
    }

    private List<Sd3Generation> begin(Sd3StepModel model) {
        int batch = steps.keySet().stream().max(Integer::compare).orElseThrow();
        int count = steps.size() * (WARM_UP_ROUNDS + rounds) * (STEPS_A_ROUND + 1);
        int side = facts.defaultWidth();
        List<Sd3Generation> generations = new ArrayList<>();
        for (int seed = 0; seed < batch; seed++) {
            generations.add(
                    model.begin(new GenerationParams("", "", side, side, count, 2.5, seed), null));
        }
        return generations;
    }

    private BenchResult result() {
        double gemm = GemmProbe.flops() / GIGA * MILLIS / Math.min(plain.cpu(), packed.cpu());
        double gflop = Sd3Flops.ofStep(bundle) / GIGA;
        return new BenchResult(
                gemm,
                steps.get(1).cpu(),
                steps.get(4).cpu(),
                steps.get(8).cpu(),
                rate(4, gflop) / gemm,
                gflop);
    }

    private double rate(int batch, double gflop) {
        return batch * gflop * MILLIS / steps.get(batch).cpu();
    }

    private void print(BenchResult result, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "float32, one thread, PyTorch %s; %.2f GFLOP for each picture and step%n",
                PyTorch.version(),
                result.gflopPerPictureStep());
        out.printf(
                Locale.ROOT,
                "large matrix product: %.0f GFLOP/s (general %.1f ms, packed %.1f ms)%n%n",
                result.gemmGflops(),
                plain.cpu(),
                packed.cpu());
        out.println("batch  cpu ms/step  wall ms/step  ms/picture  GFLOP/s  of large product");
        steps.forEach(
                (batch, watch) -> {
                    double rate = rate(batch, result.gflopPerPictureStep());
                    out.printf(
                            Locale.ROOT,
                            "%5d  %11.2f  %12.2f  %10.2f  %7.0f  %15.0f%%%n",
                            batch,
                            watch.cpu(),
                            watch.wall(),
                            watch.cpu() / batch,
                            rate,
                            100 * rate / result.gemmGflops());
                });
    }
}
