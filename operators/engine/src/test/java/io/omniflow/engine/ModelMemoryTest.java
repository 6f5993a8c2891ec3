package io.omniflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.config.ComputeType;
import io.omniflow.core.error.InvalidModelException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelMemoryTest {

    private static final Path MODELS = Path.of("..", "..", "deploy", "models");
    private static final long TRANSFORMER = 5_128_368;
    private static final long ENCODER = 419_968;
    private static final long WORDS = 803_968;
    private static final long CACHE = 256L << 20;

    @TempDir Path directory;

    @Test
    void aModelOfPicturesTakesItsWeightsOfWhichOnlyTheTransformerHasTheComputeType() {
        Path shapes = MODELS.resolve("shapes");

        assertThat(ModelMemory.of(shapes, ComputeType.FLOAT32))
                .isEqualTo(new ModelMemory(4 * (TRANSFORMER + ENCODER), 0));
        assertThat(ModelMemory.of(shapes, ComputeType.BFLOAT16))
                .isEqualTo(new ModelMemory(2 * TRANSFORMER + 4 * ENCODER, 0));
    }

    @Test
    void aModelOfTextsTakesItsWeightsAndEachUserACache() {
        Path words = MODELS.resolve("words");

        assertThat(ModelMemory.of(words, ComputeType.FLOAT32))
                .isEqualTo(new ModelMemory(4 * WORDS, CACHE));
        assertThat(ModelMemory.of(words, ComputeType.BFLOAT16))
                .isEqualTo(new ModelMemory(2 * WORDS, CACHE));
    }

    @Test
    void refusesWhatIsNoModel() {
        assertThatThrownBy(() -> ModelMemory.of(directory, ComputeType.FLOAT32))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(directory.toString());
    }
}
