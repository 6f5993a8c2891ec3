package io.omniflow.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.engine.diffusion.Sd3Config;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepWorkTest {

    /** Width 8, 4 patches, 2 blocks of which the first attends twice; 3 tokens, 2 branches. */
    private final StepWork work =
            new StepWork(new Sd3Config(4, 2, 3, 3, 2, 4, 2, 5, 5, 2, false, Set.of(0)), 3, 1);

    @Test
    void countsAllProductsOfAStep() {
        double embed = 2 * 4 * 12 * 8;
        double image = 2 * 8 * (12 * 8 * 8);
        double text = 2 * 6 * (12 * 8 * 8);
        double attention = 2 * (4 * 7 * 7 * 8);
        double second = 2 * 8 * (4 * 8 * 8) + 2 * (4 * 4 * 4 * 8);
        double lastText = 2 * 6 * (2 * 8 * 8);
        double lastAttention = 2 * (4 * 4 * 7 * 8);
        double project = 2 * 8 * 8 * 12;
        double modulations = 2 * 2 * (12 + 3 + 8 + 2) * 8 * 8;

        assertThat(work.flops())
                .isEqualTo(
                        embed
                                + (image + text + attention + second)
                                + (image + lastText + lastAttention)
                                + project
                                + modulations);
    }

    @Test
    void equalProductsAreOneThatIsCounted() {
        // The output layers of both blocks' attentions, and of the second one in the first block.
        assertThat(work.products()).containsEntry(new Product(8, 8, 8), 3.0);
        assertThat(work.modulation().out()).isEqualTo(25 * 8);
    }
}
