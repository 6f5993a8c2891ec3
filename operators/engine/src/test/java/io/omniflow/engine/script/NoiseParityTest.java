package io.omniflow.engine.script;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.testing.Expected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The initial noise is that of {@code torch.Generator("cpu")}, whoever else draws. */
class NoiseParityTest {

    private static final long[] SEEDS = {
        0, 1, 42, -7, 0xffff_ffffL, (1L << 40) + 7, Long.MAX_VALUE
    };
    private static final long[][] SHAPES = {
        {3}, {1, 16}, {1, 3, 5, 5}, {1, 4, 8, 8}, {2, 3, 7, 11}
    };

    private record Draw(String name, float[] values) {}

    @Test
    void manyThreadsDrawWhatTorchDraws() throws Exception {
        PyTorch.enter();
        Expected expected = Expected.read("../samplers/trajectories.safetensors");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Kernels kernels = Kernels.load(Device.cpu())) {
            List<Callable<Draw>> tasks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                for (long seed : SEEDS) {
                    for (long[] shape : SHAPES) {
                        tasks.add(() -> draw(kernels, seed, shape));
                    }
                }
            }
            for (Future<Draw> future : threads.invokeAll(tasks)) {
                Draw draw = future.get();
                // Not bit for bit: the reference may be a newer PyTorch on another processor.
                Expected.assertClose(
                        draw.name, draw.values, expected.floats("noise." + draw.name), 1e-6);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aSeedAlwaysDrawsTheSameBits() {
        PyTorch.enter();
        try (Kernels kernels = Kernels.load(Device.cpu())) {
            for (long seed : SEEDS) {
                float[] first = draw(kernels, seed, SHAPES[4]).values;
                float[] other = draw(kernels, seed + 1, SHAPES[4]).values;

                assertThat(draw(kernels, seed, SHAPES[4]).values).containsExactly(first);
                assertThat(other).isNotEqualTo(first);
            }
        }
    }

    private static Draw draw(Kernels kernels, long seed, long[] shape) {
        PyTorch.enter();
        String sizes = Arrays.toString(shape).replaceAll("[\\[\\] ]", "").replace(',', 'x');
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            return new Draw(seed + "." + sizes, kernels.randn(manager, seed, shape).toFloatArray());
        }
    }
}
