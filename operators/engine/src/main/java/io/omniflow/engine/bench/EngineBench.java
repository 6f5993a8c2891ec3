package io.omniflow.engine.bench;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Kernels;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures steps of a bundle and of a larger model, in every compute type, beside the machine's
 * rate for matrix products and, where asked, beside the same steps in Python.
 */
public final class EngineBench {

    /** How the larger model is called: of the size of a DiT-S with patches of 2. */
    private static final String LARGE = "dit-s2";

    private static final Product LARGE_PRODUCT = new Product(2048, 1536, 1536);

    private static final int WARM_UP_ROUNDS = 1;

    private final BenchOptions options;
    private final PrintStream out;
    private final Map<ComputeType, GemmProbe> gemm = new EnumMap<>(ComputeType.class);

    private EngineBench(BenchOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Measures on this thread, on the CPU, with one thread. Takes about a minute, and several with
     * the larger model and Python.
     *
     * @param out where the tables go
     */
    public static BenchResult run(BenchOptions options, PrintStream out) {
        PyTorch.enter();
        JniUtils.setNumThreads(1);
        return new EngineBench(options, out).run();
    }

    private BenchResult run() {
        Path python = options.python();
        try (Kernels kernels = Kernels.load(Device.cpu());
                PythonTwin twin =
                        python == null ? null : PythonTwin.start(python, options.script())) {
            for (ComputeType type : ComputeType.values()) {
                gemm.put(type, new GemmProbe(kernels, LARGE_PRODUCT, type));
            }
            BenchTable.versions(out, twin == null ? null : twin.versions());
            List<ModelFigures> models = new ArrayList<>();
            models.add(measure("shapes", options.bundle(), kernels, twin));
            if (options.large()) {
                try (RandomBundle large = RandomBundle.write(options.bundle())) {
                    models.add(measure(LARGE, large.path(), kernels, twin));
                }
            }
            BenchResult result = new BenchResult(rates(), models);
            gemm.forEach((type, probe) -> BenchTable.product(out, type, probe));
            gemm.values().forEach(GemmProbe::close);
            models.forEach(model -> BenchTable.model(out, model));
            return result;
        }
    }

    private ModelFigures measure(
            String name, Path path, Kernels kernels, @Nullable PythonTwin twin) {
        BenchModel model =
                BenchModel.load(name, path, ModelBench.BATCHES.get(ModelBench.BATCHES.size() - 1));
        try (ModelBench bench = new ModelBench(model, kernels, twin)) {
            for (int round = 0; round < WARM_UP_ROUNDS + options.rounds(); round++) {
                if (round == WARM_UP_ROUNDS) {
                    bench.reset();
                }
                gemm.values().forEach(GemmProbe::measure);
                bench.round();
            }
            if (options.profile()) {
                profile(name, bench);
            }
            return bench.figures(rates());
        }
    }

    private void profile(String name, ModelBench bench) {
        for (int batch : List.of(1, 4)) {
            bench.profiles(batch)
                    .forEach(
                            (type, profile) -> {
                                out.printf(
                                        Locale.ROOT,
                                        "%s, %s, batch %d: wall time of a step%n",
                                        name,
                                        type,
                                        batch);
                                profile.print(out);
                            });
        }
    }

    private Map<ComputeType, Double> rates() {
        Map<ComputeType, Double> rates = new EnumMap<>(ComputeType.class);
        gemm.forEach((type, probe) -> rates.put(type, probe.gflops()));
        return rates;
    }
}
