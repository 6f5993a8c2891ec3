package io.omniflow.engine.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.testing.Expected;
import io.omniflow.engine.weights.TensorSource;
import io.omniflow.engine.weights.WeightsFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoding and decoding against diffusers, whole and in tiles. */
class AutoencoderParityTest {

    private static final Path FIXTURES = Expected.FIXTURES.resolveSibling("vae-tiny");

    /** The seed of the fixtures. */
    private static final long SEED = (1L << 33) + 5;

    private Kernels kernels;
    private NDManager weights;

    @BeforeEach
    void open() {
        PyTorch.enter();
        kernels = Kernels.load(Device.cpu());
        weights = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    @AfterEach
    void close() {
        weights.close();
        kernels.close();
    }

    @ParameterizedTest
    @CsvSource({
        "classic, whole",
        "classic, tiled.14x11",
        "classic, tiled.5x9",
        "sd3, whole",
        "sd3, tiled.7x5",
        "plain, whole",
        "plain, tiled.10x3"
    })
    void picturesAndLatents(String name, String size) {
        Expected expected = Expected.read("../vae-tiny/expected-" + name + ".safetensors");
        AutoencoderConfig config = config(name);
        try (AutoencoderKL vae = load(name, config, config.sampleSize());
                NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray latents = input(manager, expected, size + ".in.latents");
            NDArray picture = input(manager, expected, size + ".in.picture");
            int held = weights.getManagedArrays().size();

            check(expected, size + ".picture", vae.decode(manager, latents));
            check(expected, size + ".mean", vae.mean(manager, picture));
            check(expected, size + ".sample", vae.encode(manager, picture, SEED));
            long[] shape = latents.getShape().getShape();
            check(expected, size + ".noise", vae.noise(manager, SEED, shape));

            expected.assertClose(size + ".in.latents", latents.toFloatArray());
            expected.assertClose(size + ".in.picture", picture.toFloatArray());
            // Two inputs and four results: every temporary is gone.
            assertThat(manager.getManagedArrays()).hasSize(6);
            assertThat(weights.getManagedArrays()).hasSize(held);
        }
    }

    /** A picture that one tile holds is the same with larger tiles. */
    @ParameterizedTest
    @CsvSource({"classic, 64", "sd3, 40", "plain, 16"})
    void oneTileIsTheWhole(String name, int larger) {
        Expected expected = Expected.read("../vae-tiny/expected-" + name + ".safetensors");
        AutoencoderConfig config = config(name);
        try (AutoencoderKL one = load(name, config, config.sampleSize());
                AutoencoderKL other = load(name, config, larger);
                NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray latents = input(manager, expected, "whole.in.latents");
            NDArray picture = input(manager, expected, "whole.in.picture");

            assertThat(other.decode(manager, latents).toFloatArray())
                    .containsExactly(one.decode(manager, latents).toFloatArray());
            assertThat(other.mean(manager, picture).toFloatArray())
                    .containsExactly(one.mean(manager, picture).toFloatArray());
        }
    }

    /** The fixtures' spreads are too even to meet the bounds of their logarithms, -30 and 20. */
    @Test
    void spreadsAreBounded() {
        float[] moments = {1, 2, 3, 0, -100, 100};
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                Call call = kernels.call("vae_sample")) {
            call.with(manager.create(moments, new Shape(1, 6, 1, 1)));
            call.with(manager.create(new float[] {0.5f, 1, -1}, new Shape(1, 3, 1, 1)));

            Expected.assertClose(
                    "samples",
                    call.array(manager).toFloatArray(),
                    new float[] {1.5f, 2 + (float) Math.exp(-15), 3 - (float) Math.exp(10)},
                    1e-6);
        }
    }

    /** What is not finite stays visible, so that whoever asked can be told. */
    @Test
    void valuesThatAreNotFiniteStaySo() {
        AutoencoderConfig config = config("sd3");
        try (AutoencoderKL vae = load("sd3", config, config.sampleSize());
                NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            float[] latents = new float[16 * 7 * 5];
            latents[0] = Float.NaN;

            float[] picture =
                    vae.decode(manager, manager.create(latents, new Shape(1, 16, 7, 5)))
                            .toFloatArray();

            assertThat(picture[0]).isNaN();
            // The last tile does not see the first pixel.
            assertThat(picture[picture.length - 1]).isFinite();
        }
    }

    private void check(Expected expected, String name, NDArray actual) {
        assertThat(actual.getShape().getShape()).as(name).containsExactly(expected.shape(name));
        expected.assertClose(name, actual.toFloatArray());
        // This kernel, like others that read latents, takes values in row-major order only.
        try (Call call = kernels.call("patches")) {
            call.with(actual).with(1).array(actual.getManager()).close();
        }
    }

    private static NDArray input(NDManager manager, Expected expected, String name) {
        return manager.create(expected.floats(name), new Shape(expected.shape(name)));
    }

    private AutoencoderKL load(String name, AutoencoderConfig c, int sampleSize) {
        AutoencoderConfig config =
                new AutoencoderConfig(
                        c.inChannels(),
                        c.outChannels(),
                        c.widths(),
                        c.layers(),
                        c.latentChannels(),
                        c.groups(),
                        sampleSize,
                        c.scalingFactor(),
                        c.shiftFactor(),
                        c.quantConv(),
                        c.postQuantConv(),
                        c.attention());
        try (TensorSource source =
                WeightsFiles.open(FIXTURES.resolve(name), "diffusion_pytorch_model")) {
            return new AutoencoderKL(
                    config, kernels, AutoencoderWeights.prepare(config, source, kernels, weights));
        }
    }

    private static AutoencoderConfig config(String name) {
        return AutoencoderConfig.read(
                ConfigFile.read(FIXTURES.resolve(name).resolve("config.json")));
    }
}
