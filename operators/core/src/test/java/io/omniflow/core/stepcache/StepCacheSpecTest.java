package io.omniflow.core.stepcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StepCacheSpecTest {

    /** The oracle tries all patterns of short schedules. */
    @Test
    void theLeastEffortIsThatOfTheLaziestPatternWithinTheBounds() {
        Random random = new Random(3);
        for (int i = 0; i < 60; i++) {
            int steps = StepCacheSpec.FEWEST_STEPS + random.nextInt(4);
            StepCacheLimits limits =
                    new StepCacheLimits(
                            1 + random.nextInt(5),
                            random.nextInt(4),
                            random.nextInt(6),
                            0,
                            1,
                            0,
                            1);
            StepCacheSpec spec = new StepCacheSpec(StepCacheKind.EASY, 0.1, "", limits, "", 1);

            assertThat(spec.leastEffort(steps))
                    .as("%d steps within %s", steps, limits)
                    .isEqualTo((double) fewestComputed(steps, limits) / steps);
        }
    }

    @Test
    void anEffortThatIsKnownIsTheLeast() {
        StepCacheSpec easy = StepCacheSpec.of(StepCacheKind.EASY, 0.1);

        assertThat(easy.withEffort(0.4).leastEffort(20)).isEqualTo(0.4);
        assertThat(easy.leastEffort(StepCacheSpec.FEWEST_STEPS - 1)).isEqualTo(1);
        assertThat(StepCacheSpec.OFF.leastEffort(50)).isEqualTo(1);
    }

    private static int fewestComputed(int steps, StepCacheLimits limits) {
        int fewest = steps;
        for (int pattern = 0; pattern < 1 << steps; pattern++) {
            if (isWithin(pattern, steps, limits)) {
                fewest = Math.min(fewest, steps - Integer.bitCount(pattern));
            }
        }
        return fewest;
    }

    /** Tells whether the steps whose bits are set may be reused. */
    private static boolean isWithin(int pattern, int steps, StepCacheLimits limits) {
        int row = 0;
        for (int step = 0; step < steps; step++) {
            boolean reused = (pattern >> step & 1) == 1;
            row = reused ? row + 1 : 0;
            if (reused && (step < limits.warmupSteps() || step == steps - 1)) {
                return false;
            }
            if (limits.maxConsecutive() > 0 && row > limits.maxConsecutive()) {
                return false;
            }
        }
        return limits.maxReused() == 0 || Integer.bitCount(pattern) <= limits.maxReused();
    }
}
