package io.omniflow.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsFilesTest {

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.safetensors",
                "model.safetensors.index.json",
                "model.fp16.safetensors",
                "model.bf16.safetensors",
                "model.safetensors.index.fp16.json",
                "model.safetensors.fp16.index.json"
            })
    void findsWhatThereIs(String name) throws IOException {
        touch("model-00001-of-00002.safetensors");
        touch("config.json");
        Path file = touch(name);

        assertThat(WeightsFiles.find(directory, "model")).isEqualTo(file);
    }

    @Test
    void prefersWhatIsNoVariant() throws IOException {
        touch("model.fp16.safetensors");
        Path index = touch("model.safetensors.index.json");

        assertThat(WeightsFiles.find(directory, "model")).isEqualTo(index);
    }

    @Test
    void refusesAFileBesidesAnIndex() throws IOException {
        touch("model.safetensors");
        touch("model.safetensors.index.json");

        assertThatThrownBy(() -> WeightsFiles.find(directory, "model"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("model.safetensors.index.json")
                .hasMessageContaining("are there together");
    }

    @Test
    void namesTheFileThatIsMissing() {
        assertThatThrownBy(() -> WeightsFiles.open(directory, "model"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(directory.resolve("model.safetensors") + " is missing");
    }

    private Path touch(String name) throws IOException {
        return Files.createFile(directory.resolve(name));
    }
}
