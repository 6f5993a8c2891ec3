package io.omniflow.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.testing.Expected;
import io.omniflow.engine.weights.SafetensorsFile;
import io.omniflow.engine.weights.TensorSource;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transformer in bfloat16 beside the float32 output of diffusers. */
class Sd3Bfloat16Test {

    /** A rounding to 8 bits is off by up to 0.4 %; here a dozen follow each other. */
    private static final double TOLERANCE = 0.05;

    /** Small, and read once for a window of steps. */
    private static final Pattern EXACT = Pattern.compile("\\.(time|pooled|positions)\\.");

    private static final String PREFIX = "transformer.";

    private Kernels kernels;
    private NDManager manager;

    @BeforeEach
    void open() {
        PyTorch.enter();
        kernels = Kernels.load(Device.cpu());
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
        kernels.close();
    }

    @ParameterizedTest
    @CsvSource({
        "bundle, expected, 8x8",
        "bundle-rms, expected-rms, 4x8",
        "bundle-dual, expected-dual, 8x8"
    })
    void aForwardPassIsNearTheExactOne(String bundle, String file, String size) {
        Expected expected = Expected.read(file + ".safetensors");
        String prefix = PREFIX + size + ".";

        float[] narrow = forward(bundle, expected, prefix, ComputeType.BFLOAT16);
        float[] wide = forward(bundle, expected, prefix, ComputeType.FLOAT32);

        Expected.assertClose("bfloat16", narrow, expected.floats(prefix + "out"), TOLERANCE);
        Expected.assertClose("float32", wide, expected.floats(prefix + "out"), 1e-4);
        assertThat(distance(narrow, wide)).as("effect of the type").isGreaterThan(1e-4);
    }

    @ParameterizedTest
    @EnumSource(ComputeType.class)
    void loadingLeavesOneCopyOfEachWeight(ComputeType type) throws IOException {
        Map<String, NDArray> weights = prepare("bundle-dual", type);

        assertThat(manager.getManagedArrays()).hasSameSizeAs(weights.values());
        assertThat(elements(weights)).isEqualTo(parameters("bundle-dual"));
        assertThat(weights.entrySet().stream().filter(e -> isMatrix(e.getValue())))
                .allSatisfy(
                        entry ->
                                assertThat(entry.getValue().getDataType() == DataType.FLOAT32)
                                        .isEqualTo(
                                                type == ComputeType.FLOAT32
                                                        || EXACT.matcher(entry.getKey()).find()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bundle", "bundle-dual"})
    void aForwardPassMakesNothingAmongTheWeights(String bundle) {
        Expected expected = Expected.read(bundle.replace("bundle", "expected") + ".safetensors");
        Map<String, NDArray> weights = prepare(bundle, ComputeType.BFLOAT16);
        int before = manager.getManagedArrays().size();
        try (SD3Transformer2DModel model =
                        new SD3Transformer2DModel(config(bundle), kernels, weights);
                NDManager scratch = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            forward(model, scratch, expected, PREFIX + "8x8.");
        }
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    private static boolean isMatrix(NDArray array) {
        return array.getShape().dimension() > 1;
    }

    private float[] forward(String bundle, Expected expected, String prefix, ComputeType type) {
        try (SD3Transformer2DModel model =
                new SD3Transformer2DModel(config(bundle), kernels, prepare(bundle, type))) {
            return forward(model, manager, expected, prefix);
        }
    }

    private static float[] forward(
            SD3Transformer2DModel model, NDManager scratch, Expected expected, String prefix) {
        float[] times = expected.floats(prefix + "in.timestep");
        List<NDArray> latents = rows(scratch, expected, prefix + "in.hidden");
        List<NDArray> context = rows(scratch, expected, prefix + "in.context");
        List<NDArray> pooled = rows(scratch, expected, prefix + "in.pooled");
        Shape shape = latents.get(0).getShape();
        List<Sd3Member> members =
                List.of(0, 1).stream()
                        .map(
                                i ->
                                        new Sd3Member(
                                                latents.get(i),
                                                model.condition(
                                                        scratch,
                                                        context.get(i),
                                                        pooled.get(i),
                                                        new float[] {times[i]},
                                                        (int) shape.get(2),
                                                        (int) shape.get(3)),
                                                0))
                        .toList();
        return model.forward(scratch, members).toFloatArray();
    }

    private static List<NDArray> rows(NDManager scratch, Expected expected, String name) {
        NDArray whole = scratch.create(expected.floats(name), new Shape(expected.shape(name)));
        return whole.split(2);
    }

    private Map<String, NDArray> prepare(String bundle, ComputeType type) {
        Sd3Config config = config(bundle);
        try (TensorSource source = source(bundle)) {
            return Sd3Weights.prepare(config, source, kernels, manager, type);
        }
    }

    /** Queries of the last block's text, which nobody asks for, are not loaded. */
    private static long parameters(String bundle) throws IOException {
        Sd3Config config = config(bundle);
        long d = config.width();
        try (DataInputStream file = new DataInputStream(Files.newInputStream(weights(bundle)))) {
            long header = Long.reverseBytes(file.readLong());
            long data = Files.size(weights(bundle)) - Long.BYTES - header;
            return data / Float.BYTES - d * d - d - config.headWidth();
        }
    }

    private static long elements(Map<String, NDArray> weights) {
        return weights.values().stream().mapToLong(array -> array.getShape().size()).sum();
    }

    private static double distance(float[] a, float[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    private static Sd3Config config(String bundle) {
        return Sd3Config.read(ConfigFile.read(weights(bundle).resolveSibling("config.json")));
    }

    private static TensorSource source(String bundle) {
        return SafetensorsFile.open(weights(bundle));
    }

    private static Path weights(String bundle) {
        return Expected.FIXTURES
                .resolve(bundle)
                .resolve("transformer/diffusion_pytorch_model.safetensors");
    }
}
