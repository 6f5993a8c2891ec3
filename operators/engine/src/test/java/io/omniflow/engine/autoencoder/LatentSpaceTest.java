package io.omniflow.engine.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.testing.Expected;
import io.omniflow.engine.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentSpaceTest {

    @TempDir Path directory;

    @BeforeEach
    void copy() throws IOException {
        for (String name : new String[] {"config.json", "diffusion_pytorch_model.safetensors"}) {
            Files.copy(
                    Expected.FIXTURES.resolveSibling("vae-tiny/sd3").resolve(name),
                    directory.resolve(name));
        }
    }

    @Test
    void saysChannelsAndScale() {
        LatentSpace space = LatentSpace.read(directory);

        assertThat(space.channels()).isEqualTo(16);
        assertThat(space.scale()).isEqualTo(8);
        assertThat(LatentSpace.PIXELS.channels()).isEqualTo(3);
        assertThat(LatentSpace.PIXELS.scale()).isEqualTo(1);
    }

    @Test
    void namesMissingFiles() throws IOException {
        Files.delete(directory.resolve("diffusion_pytorch_model.safetensors"));
        assertRefused("diffusion_pytorch_model.safetensors");
        Files.delete(directory.resolve("config.json"));
        assertRefused("config.json");
    }

    @Test
    void refusesPicturesThatAreNotInColour() throws IOException {
        String config = Files.readString(directory.resolve("config.json"));
        TinyBundle.text(
                directory,
                "config.json",
                config.replace("\"out_channels\": 3", "\"out_channels\": 4"));

        assertRefused("'in_channels' and 'out_channels' must be 3");
    }

    @Test
    void pixelsAreTheirOwnLatents() {
        PyTorch.enter();
        try (Kernels kernels = Kernels.load(Device.cpu());
                NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                LatentCodec codec = LatentSpace.PIXELS.codec(kernels, Map.of())) {
            assertThat(LatentSpace.PIXELS.prepare(kernels, manager)).isEmpty();
            NDArray picture = manager.ones(new Shape(1, 3, 2, 2));

            assertThat(codec.decode(manager, picture)).isSameAs(picture);
            assertThat(codec.encode(manager, picture, 1)).isSameAs(picture);
            // Encoding draws nothing here, so the noise is the generator's first.
            assertThat(codec.noise(manager, 5, 1, 3, 2, 2).toFloatArray())
                    .containsExactly(kernels.randn(manager, 5, 1, 3, 2, 2).toFloatArray());
        }
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> LatentSpace.read(directory))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining(reason);
    }
}
