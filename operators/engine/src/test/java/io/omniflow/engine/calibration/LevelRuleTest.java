package io.omniflow.engine.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelRuleTest {

    @Test
    void eachLevelIsTheCheapestThatIsGoodEnough() {
        CalibrationPoint careful = point(0.8, 48);
        CalibrationPoint good = point(0.55, 35.1);
        CalibrationPoint nearly = point(0.5, 34.9);
        CalibrationPoint cheap = point(0.38, 29);
        CalibrationPoint cheaper = point(0.3, 25.1);
        CalibrationPoint bad = point(0.2, 24.9);

        assertThat(LevelRule.choose(List.of(cheaper, bad, nearly, good, careful, cheap)))
                .containsExactly(Map.entry("high", good), Map.entry("fast", cheaper));
    }

    @Test
    void fastCostsLessThanHigh() {
        CalibrationPoint best = point(0.35, 40);
        CalibrationPoint dearer = point(0.4, 45);
        CalibrationPoint hardlyCheaper = point(0.34, 33);

        assertThat(LevelRule.choose(List.of(dearer, best, hardlyCheaper)))
                .containsExactly(Map.entry("high", best));
    }

    @Test
    void ofEqualCostTheBetterIsTaken() {
        CalibrationPoint worse = point(0.5, 36);
        CalibrationPoint better = point(0.5, 37);

        assertThat(LevelRule.choose(List.of(worse, better))).containsEntry("high", better);
    }

    @Test
    void aLevelThatNothingIsGoodEnoughForIsLeftOut() {
        assertThat(LevelRule.choose(List.of())).isEmpty();
        assertThat(LevelRule.choose(List.of(point(0.97, 50), point(0.6, 24.9), point(0.3, 24))))
                .isEmpty();
        assertThat(LevelRule.choose(List.of(point(0.6, 30), point(0.4, 25))))
                .containsOnlyKeys("fast");
    }

    private static CalibrationPoint point(double effort, double p5) {
        StepCacheSpec spec =
                new StepCacheSpec(StepCacheKind.EASY, 0.1, "", StepCacheLimits.DEFAULT, "", effort);
        return new CalibrationPoint(spec, p5 + 5, p5, 0.9);
    }
}
