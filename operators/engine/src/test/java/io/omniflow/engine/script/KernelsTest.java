package io.omniflow.engine.script;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.runtime.PyTorch;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kernel against sums written out in Java, with packed weights and without. */
class KernelsTest {

    private static final double TOLERANCE = 1e-5;

    private static final Random RANDOM = new Random(7);

    private static Map<Boolean, Kernels> variants;
    private static NDManager manager;

    @BeforeAll
    static void load() {
        PyTorch.enter();
        variants =
                Map.of(
                        true, Kernels.load(Device.cpu(), true),
                        false, Kernels.load(Device.cpu(), false));
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    @AfterAll
    static void close() {
        manager.close();
        variants.values().forEach(Kernels::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void linear(boolean packed) {
        Kernels kernels = variants.get(packed);
        float[][] x = matrix(5, 7);
        float[][] w = matrix(3, 7);
        float[] b = matrix(1, 3)[0];
        float[] expected = new float[15];
        for (int i = 0; i < 15; i++) {
            expected[i] = b[i % 3];
            for (int k = 0; k < 7; k++) {
                expected[i] += x[i / 3][k] * w[i % 3][k];
            }
        }

        assertClose(linear(kernels, "linear", x, w, b), expected);
        for (int i = 0; i < 15; i++) {
            double v = expected[i];
            expected[i] =
                    (float) (v / 2 * (1 + Math.tanh(0.7978845608 * (v + 0.044715 * v * v * v))));
        }
        assertClose(linear(kernels, "linear_gelu", x, w, b), expected);
    }

    /** Whole numbers up to 256 are exact in bfloat16, and so are their sums here. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void linearInBfloat16(boolean packed) {
        Kernels kernels = variants.get(packed);
        NDArray x = manager.create(new float[] {1, 2, 3, -4, 5, 6}, new Shape(2, 3));
        NDArray w = manager.create(new float[] {1, 0, 2, -1, 3, 1}, new Shape(2, 3));
        NDArray b = manager.create(new float[] {10, -20});
        NDArray weight = kernels.pack(manager, w, 2, ComputeType.BFLOAT16);
        NDArray bias = kernels.cast(manager, b, ComputeType.BFLOAT16);
        try (Call linear = kernels.call("linear");
                Call rounded = kernels.call("linear")) {
            NDArray y = linear.with(x).with(weight).with(bias).array(manager);
            assertThat(kernels.cast(manager, y, ComputeType.FLOAT32).toFloatArray())
                    .containsExactly(17, -12, 18, 5);
            NDArray odd = manager.create(new float[] {257, 0, 0}, new Shape(1, 3));
            y = rounded.with(odd).with(weight).with(bias).array(manager);
            assertThat(kernels.cast(manager, y, ComputeType.FLOAT32).toFloatArray())
                    .as("257 is rounded to 256, 266 and -276 to multiples of 2")
                    .containsExactly(266, -276);
        }
    }

    /** Each query meets the one key that is far the most like it, so it gets that key's value. */
    @ParameterizedTest
    @CsvSource({"true, FLOAT32", "true, BFLOAT16", "false, FLOAT32", "false, BFLOAT16"})
    void attentionAmongRows(boolean packed, ComputeType type) {
        Kernels kernels = variants.get(packed);
        NDArray keys = manager.eye(4).reshape(1, 4, 1, 4).mul(64);
        NDArray queries = manager.eye(4).flip(0).reshape(1, 4, 1, 4).mul(64);
        NDArray values = manager.arange(16f).reshape(1, 4, 1, 4);
        try (Call call = kernels.call("attend_rows")) {
            NDArray out =
                    call.with(kernels.cast(manager, queries, type))
                            .with(kernels.cast(manager, keys, type))
                            .with(kernels.cast(manager, values, type))
                            .array(manager);
            assertThat(kernels.cast(manager, out, ComputeType.FLOAT32).toFloatArray())
                    .containsExactly(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void quickGelu(boolean packed) {
        Kernels kernels = variants.get(packed);
        float[] x = matrix(1, 9)[0];
        float[] expected = new float[9];
        for (int i = 0; i < 9; i++) {
            expected[i] = (float) (x[i] / (1 + Math.exp(-1.702 * x[i])));
        }
        try (Call call = kernels.call("quick_gelu")) {
            assertClose(call.with(manager.create(x)).array(manager), expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void modulate(boolean packed) {
        Kernels kernels = variants.get(packed);
        float[][] x = matrix(2, 8);
        float[][] shift = matrix(1, 8);
        float[][] scale = matrix(1, 8);
        float[] expected = new float[16];
        for (int i = 0; i < 16; i++) {
            float[] row = x[i / 8];
            double mean = 0;
            double square = 0;
            for (float v : row) {
                mean += v / 8;
                square += v * v / 8;
            }
            double norm = (row[i % 8] - mean) / Math.sqrt(square - mean * mean + 1e-6);
            expected[i] = (float) (norm * scale[0][i % 8] + shift[0][i % 8]);
        }
        try (Call call = kernels.call("modulate")) {
            call.with(manager.create(x)).with(manager.create(shift)).with(manager.create(scale));
            assertClose(call.array(manager), expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rmsNorm(boolean packed) {
        Kernels kernels = variants.get(packed);
        float[][] x = matrix(2, 8);
        float[] weight = matrix(1, 8)[0];
        float[] expected = new float[16];
        for (int i = 0; i < 16; i++) {
            double square = 0;
            for (float v : x[i / 8]) {
                square += v * v / 8;
            }
            expected[i] = (float) (x[i / 8][i % 8] / Math.sqrt(square + 1e-6) * weight[i % 8]);
        }
        try (Call call = kernels.call("rms_norm")) {
            call.with(manager.create(x)).with(manager.create(weight));
            assertClose(call.array(manager), expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attention(boolean causal) {
        int n = 5;
        int d = 4;
        float[][] q = matrix(n, d);
        float[][] k = matrix(n, d);
        float[][] v = matrix(n, d);
        float[] expected = new float[n * d];
        for (int i = 0; i < n; i++) {
            double[] weight = new double[n];
            double total = 0;
            for (int j = 0; j < n && (!causal || j <= i); j++) {
                double dot = 0;
                for (int c = 0; c < d; c++) {
                    dot += q[i][c] * k[j][c];
                }
                weight[j] = Math.exp(dot / Math.sqrt(d));
                total += weight[j];
            }
            for (int j = 0; j < n; j++) {
                for (int c = 0; c < d; c++) {
                    expected[i * d + c] += (float) (weight[j] / total * v[j][c]);
                }
            }
        }
        try (Call call = variants.get(true).call("attend")) {
            call.with(head(q)).with(head(k)).with(head(v)).with(causal);
            assertClose(call.array(manager), expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void patchesComeBack(boolean packed) {
        Kernels kernels = variants.get(packed);
        NDArray picture = manager.create(matrix(1, 2 * 3 * 8 * 4)[0], new Shape(2, 3, 8, 4));
        NDArray patches;
        try (Call call = kernels.call("patches")) {
            patches = call.with(picture).with(2).array(manager);
        }
        // The model's weights read a patch channel by channel, and write it pixel by pixel.
        assertThat(patches.getShape()).isEqualTo(new Shape(2, 8, 12));
        assertThat(patches.get("1,3,5").toFloatArray())
                .isEqualTo(picture.get("1,1,2,3").toFloatArray());
        NDArray written = patches.reshape(2, 8, 3, 2, 2).transpose(0, 1, 3, 4, 2).reshape(2, 8, 12);
        try (Call call = kernels.call("unpatch")) {
            NDArray back = call.with(written).with(4).with(2).with(2).array(manager);
            assertThat(back.toFloatArray()).containsExactly(picture.toFloatArray());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void timeFeatures(boolean packed) {
        Kernels kernels = variants.get(packed);
        float[] expected = new float[8];
        for (int i = 0; i < 4; i++) {
            double angle = 2.5 * Math.exp(-Math.log(10000) * i / 4);
            expected[i] = (float) Math.cos(angle);
            expected[4 + i] = (float) Math.sin(angle);
        }
        try (Call call = kernels.call("time_features")) {
            call.with(manager.create(new float[] {2.5f})).with(8);
            assertClose(call.array(manager), expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noiseIsThatOfTorch(boolean packed) {
        Kernels kernels = variants.get(packed);
        float[] first = kernels.randn(manager, 7, 1, 4).toFloatArray();
        float[] again = kernels.randn(manager, 7, 1, 4).toFloatArray();
        float[] other = kernels.randn(manager, 8, 1, 4).toFloatArray();

        // torch.randn(1, 4, generator=torch.Generator("cpu").manual_seed(7))
        assertClose(first, new float[] {-0.1468f, 0.7861f, 0.9468f, -1.1143f}, 1e-4);
        assertThat(again).containsExactly(first);
        assertThat(other).isNotEqualTo(first);
    }

    private static NDArray linear(
            Kernels kernels, String method, float[][] x, float[][] w, float[] b) {
        NDArray packed = kernels.pack(manager, manager.create(w), x.length);
        try (Call call = kernels.call(method)) {
            call.with(manager.create(x)).with(packed).with(manager.create(b));
            return call.array(manager);
        }
    }

    private static NDArray head(float[][] rows) {
        return manager.create(rows).reshape(1, 1, rows.length, rows[0].length);
    }

    private static float[][] matrix(int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) RANDOM.nextGaussian();
            }
        }
        return values;
    }

    private static void assertClose(NDArray actual, float[] expected) {
        assertClose(actual.toFloatArray(), expected, TOLERANCE);
    }

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], Offset.offset(tolerance));
        }
    }
}
