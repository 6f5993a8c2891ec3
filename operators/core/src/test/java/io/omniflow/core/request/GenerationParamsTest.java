package io.omniflow.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.stepcache.StepCacheSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationParamsTest {

    /** The last column is what the pipelines of diffusers skip for these. */
    @ParameterizedTest
    @CsvSource({
        "50, 0.6, 20",
        "20, 0.75, 5",
        "20, 0.33, 13",
        "30, 0.1, 27",
        "7, 0.5, 3",
        "20, 1.0, 0",
        "1, 0.2, 0",
        "20, 0.01, 19"
    })
    void theStrengthSaysHowManyStepsAreSkipped(int steps, double strength, int first) {
        GenerationParams params = params(steps, new InitImage(new byte[0], strength));

        assertThat(params.firstStep()).isEqualTo(first);
        assertThat(params.stepsTaken()).isEqualTo(steps - first);
    }

    @Test
    void oneStepIsTakenWhateverTheStrength() {
        assertThat(params(20, new InitImage(new byte[0], 1e-18)).stepsTaken()).isEqualTo(1);
    }

    @Test
    void fromNoiseEveryStepIsTaken() {
        assertThat(params(20, null).firstStep()).isZero();
        assertThat(params(20, null).stepsTaken()).isEqualTo(20);
    }

    private static GenerationParams params(int steps, InitImage init) {
        return new GenerationParams("a", "", 64, 64, steps, 4, 1, "", StepCacheSpec.OFF, init);
    }
}
