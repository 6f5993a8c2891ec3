package io.omniflow.engine.diffusion;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.testing.Expected;
import io.omniflow.engine.weights.SafetensorsFile;
import io.omniflow.engine.weights.TensorSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transformer and its parts against diffusers. */
class SD3TransformerParityTest {

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

    /** The rows are two generations without guidance, at different timesteps. */
    @ParameterizedTest
    @CsvSource({
        "bundle, expected, 8x8",
        "bundle-rms, expected-rms, 8x4",
        "bundle-rms, expected-rms, 4x8",
        "bundle-dual, expected-dual, 8x8"
    })
    void everyPartOfAForwardPass(String bundle, String file, String size) {
        Expected expected = Expected.read(file + ".safetensors");
        String prefix = "transformer." + size + ".";
        try (SD3Transformer2DModel model = load(bundle)) {
            List<Sd3Member> members = members(model, expected, prefix);
            Streams streams = model.open(manager, members);
            expected.assertClose(prefix + "patch_embed", streams.pictures().toFloatArray());
            expected.assertClose(prefix + "context_embed", streams.text().toFloatArray());

            int layers = config(bundle).layers();
            for (int i = 0; i < layers; i++) {
                streams = model.join(manager, model.split(manager, streams, 1, 1));
                streams = model.run(manager, streams, i, i + 1);
                String block = prefix + "block" + i;
                expected.assertClose(block + ".hidden", streams.pictures().toFloatArray());
                if (i < layers - 1) {
                    expected.assertClose(block + ".context", streams.text().toFloatArray());
                }
            }
            expected.assertClose(
                    prefix + "proj_out", model.project(manager, streams).toFloatArray());
            expected.assertClose(prefix + "out", model.forward(manager, members).toFloatArray());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 42, 1099511627783L})
    void noise(long seed) {
        float[] actual = kernels.randn(manager, seed, 3, 8, 8).toFloatArray();

        // Not bit for bit: the reference may be a newer PyTorch on another processor.
        Expected.assertClose(
                "noise",
                actual,
                Expected.read("expected.safetensors").floats("randn." + seed),
                1e-6);
    }

    @Test
    void positionsThatAreNotStored() {
        Sd3Config config = config("bundle-rms");
        try (TensorSource source = source("bundle-rms")) {
            long cells = (long) config.grid() * config.grid();
            NDArray stored = source.load(manager, "pos_embed.pos_embed", 1, cells, config.width());
            Expected.assertClose(
                    "positions", PositionGrid.compute(config), stored.toFloatArray(), 1e-6);
        }
    }

    private List<Sd3Member> members(SD3Transformer2DModel model, Expected expected, String prefix) {
        List<NDArray> latents = split(expected, prefix + "in.hidden");
        List<NDArray> context = split(expected, prefix + "in.context");
        List<NDArray> pooled = split(expected, prefix + "in.pooled");
        float[] timesteps = expected.floats(prefix + "in.timestep");
        Shape shape = latents.get(0).getShape();
        List<Sd3Member> members = new ArrayList<>();
        for (int i = 0; i < timesteps.length; i++) {
            Conditioning conditioning =
                    model.condition(
                            manager,
                            context.get(i),
                            pooled.get(i),
                            new float[] {timesteps[i]},
                            (int) shape.get(2),
                            (int) shape.get(3));
            members.add(new Sd3Member(latents.get(i), conditioning, 0));
        }
        return members;
    }

    private List<NDArray> split(Expected expected, String name) {
        NDArray whole = manager.create(expected.floats(name), new Shape(expected.shape(name)));
        return whole.split(whole.getShape().get(0));
    }

    private SD3Transformer2DModel load(String bundle) {
        Sd3Config config = config(bundle);
        try (TensorSource source = source(bundle)) {
            return new SD3Transformer2DModel(
                    config,
                    kernels,
                    Sd3Weights.prepare(config, source, kernels, manager, ComputeType.FLOAT32));
        }
    }

    private static Sd3Config config(String bundle) {
        return Sd3Config.read(ConfigFile.read(directory(bundle).resolve("config.json")));
    }

    private static TensorSource source(String bundle) {
        return SafetensorsFile.open(
                directory(bundle).resolve("diffusion_pytorch_model.safetensors"));
    }

    private static Path directory(String bundle) {
        return Expected.FIXTURES.resolve(bundle).resolve("transformer");
    }
}
