package io.omniflow.job.bench.stepcache;

import static io.omniflow.job.bench.stepcache.SamplerCurveTest.figures;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.calibration.Figures;
import io.omniflow.engine.calibration.PictureJudge;
import io.omniflow.engine.calibration.Setting;
import io.omniflow.engine.calibration.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepCacheFiguresTest {

    private static final Setting FULL = new Setting("Euler", 50, StepCacheSpec.OFF);

    private static final List<Setting> SAMPLERS =
            List.of(
                    new Setting("Euler", 10, StepCacheSpec.OFF),
                    new Setting("Euler", 25, StepCacheSpec.OFF),
                    new Setting("Better", 10, StepCacheSpec.OFF),
                    new Setting("Better", 25, StepCacheSpec.OFF));

    private static final List<Setting> CACHES =
            List.of(cache(0.1), cache(0.2), cache(0.4), cache(0.8));

    private static final Figures REFERENCE = new Figures(1, 1, 60, 60, 1, 0.95);

    /** Two samplers with a fifth and a half of the steps, then the four caches. */
    private static final List<Figures> FIGURES =
            List.of(
                    figures(0.2, 20),
                    figures(0.5, 30),
                    figures(0.2, 26),
                    figures(0.5, 34),
                    new Figures(0.7, 0.72, 50, 45, 0.99, 0.95),
                    new Figures(0.5, 0.52, 36, 25, 0.97, 0.94),
                    new Figures(0.25, 0.27, 29, 19, 0.9, 0.97),
                    new Figures(0.1, 0.12, 12, 8, 0.5, 0.2));

    private final StepCacheFigures all = figuresAgainst(FULL, true);

    @TempDir private Path directory;

    @Test
    void gainsAreOverTheBestSamplerAtTheSameCost() {
        CachePoint half = all.caches().get(1);
        assertThat(half.gainMean()).isCloseTo(2, within(1e-9));
        assertThat(half.gainP5()).isCloseTo(1, within(1e-9));
        assertThat(half.checkerDrop()).isCloseTo(1, within(1e-9));

        CachePoint most = all.caches().get(0);
        // The full run is the last point of its sampler's curve: 60 dB at all evaluations.
        double euler = 30 + 30 * Math.log(0.7 / 0.5) / Math.log(2);
        assertThat(most.gainMean()).isCloseTo(50 - euler, within(1e-9));

        assertThat(all.caches().get(3).gainMean()).isNaN();
    }

    @Test
    void theBestIsThatOfTheLargestGainInTheWindow() {
        CachePoint quarter = all.caches().get(2);
        double better = 16 + 8 * Math.log(0.25 / 0.2) / Math.log(2.5);

        assertThat(quarter.gainP5()).isCloseTo(19 - better, within(1e-9)).isGreaterThan(1);
        assertThat(all.best()).contains(quarter);
    }

    @Test
    void theResultHasItsKeys() {
        Map<String, Object> json = all.toJson();

        assertThat(json)
                .containsEntry("best", "easy 0.4")
                .containsEntry("evaluations_ratio", 0.25)
                .containsEntry("wall_ratio", 0.27)
                .containsEntry("checker_drop_points", -2.0)
                .containsEntry("checker_pct", 95.0)
                .containsEntry("steps", 50)
                .containsKeys("gain_db_mean", "gain_db_p5");
        assertThat((List<?>) json.get("points")).hasSize(4);
        assertThat((List<?>) json.get("samplers")).hasSize(4);
        assertThat(figuresAgainst(FULL, false).toJson()).containsEntry("checker_drop_points", null);
    }

    @Test
    void theTableSaysWhoWins() {
        assertThat(all.tables())
                .contains(
                        "| easy | 0.2 | 0.50 | 0.52 | 36.0 | 25.0 | 0.9700 | 94.0 | +2.0 | +1.0 |")
                .contains("| easy | 0.8 | 0.10 | 0.12 | 12.0 | 8.0 | 0.5000 | 20.0 |  |  |")
                .contains("| Better | 25 | 0.50 | 0.50 | 34.0 | 24.0 | 0.9000 | 100.0 |")
                .contains("the checker accepts 95.0 %")
                .contains(
                        "easy 0.4 (0.25 of them) beats fewer steps of the best sampler by 1.1 dB");
    }

    @Test
    void aLongerReferenceDoesNotChangeWhatIsCalledAFullRun() {
        StepCacheFigures longer =
                figuresAgainst(new Setting("Better", 100, StepCacheSpec.OFF), true);

        assertThat(longer.caches().get(2).figures().evaluations()).isEqualTo(0.5);
        assertThat(longer.samplers().get(1).figures().evaluations()).isEqualTo(1);
    }

    @Test
    void drawsAPlot() throws Exception {
        Path file = directory.resolve("plot.png");
        all.plot(file);

        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(1240);
    }

    private static StepCacheFigures figuresAgainst(Setting reference, boolean judged) {
        BenchPlan plan = new BenchPlan(Path.of("."), null, 1, 1, 50, Set.of(), List.of(), "", 0);
        GenerationParams picture = new GenerationParams("x", "", 8, 8, 50, 3, 1);
        Workload workload = new Workload(List.of(picture), 1, 1, PictureJudge.NONE, judged);
        return StepCacheFigures.of(plan, workload, reference, REFERENCE, SAMPLERS, CACHES, FIGURES);
    }

    private static Setting cache(double threshold) {
        return new Setting("", 50, StepCacheSpec.of(StepCacheKind.EASY, threshold));
    }
}
