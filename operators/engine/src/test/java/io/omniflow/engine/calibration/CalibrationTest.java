package io.omniflow.engine.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidModelException;
import io.omniflow.core.stepcache.QualityLevels;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.bundle.ContentHash;
import io.omniflow.engine.calibration.Calibration.Conditions;
import io.omniflow.engine.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {

    private static final CalibrationPoint EASY =
            new CalibrationPoint(
                    new StepCacheSpec(
                            StepCacheKind.EASY, 0.05, "", StepCacheLimits.DEFAULT, "", 0.62),
                    45.25,
                    38.5,
                    0.9987);

    private static final CalibrationPoint BLOCKS =
            new CalibrationPoint(
                    new StepCacheSpec(
                            StepCacheKind.FIRST_BLOCK,
                            0.12,
                            "",
                            new StepCacheLimits(4, 3, 20, 0.5, 2, 1, 2),
                            "",
                            0.4375),
                    37,
                    30.125,
                    0.95);

    private static final CalibrationPoint FORECAST =
            new CalibrationPoint(
                    new StepCacheSpec(
                            StepCacheKind.TAYLOR,
                            0,
                            "fast",
                            new StepCacheLimits(1, 0, 0, 0, 1, 0, 1),
                            "",
                            0.36),
                    41,
                    33.75,
                    -0.5);

    private static final Calibration FULL =
            new Calibration(
                    "2026-11-23",
                    new Conditions("FlowMatchEulerDiscreteScheduler", 50, 2.5, 64, 2),
                    List.of(EASY, BLOCKS, FORECAST),
                    new StepCacheCoefficients(List.of(1.0, 1.07, 0.98), List.of(4.5, -2e-3, 0.0)),
                    levels());

    private static final String JSON =
            "{'format':1,'date':'d','measured':{'scheduler':'S','steps':50,'guidance_scale':3,"
                    + "'prompts':8,'seeds':1},'coefficients':{'mag_ratios':[1],"
                    + "'tea_polynomial':[]},'levels':{'high':{'policy':'easy','threshold':0.1,"
                    + "'evaluations':0.5,'psnr_mean':40,'psnr_p5':35,'ssim':0.9}},'points':[]}";

    @TempDir Path bundle;

    @Test
    void readsWhatItWrote() throws IOException {
        CalibrationWriter.write(FULL, bundle);

        assertThat(Calibration.of(bundle)).isEqualTo(FULL);
        assertThat(Calibration.of(bundle).levels().keySet()).containsExactly("high", "fast");
        assertThat(bundle).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aBundleNeedsNoCalibration() {
        assertThat(Calibration.of(bundle)).isEqualTo(Calibration.NONE);
        assertThat(Calibration.NONE.quality("exact")).isEqualTo(QualityLevels.EXACT_ONLY);
    }

    @Test
    void levelsResolveAfterExact() {
        QualityLevels quality = FULL.quality("high");

        assertThat(quality.defaultLevel()).isEqualTo("high");
        assertThat(quality.levels().keySet()).containsExactly("exact", "high", "fast");
        assertThat(quality.levels().get("high"))
                .isEqualTo(
                        new StepCacheSpec(
                                StepCacheKind.EASY,
                                0.05,
                                "",
                                StepCacheLimits.DEFAULT,
                                "high",
                                0.62));
    }

    @Test
    void theBundleSaysTheLevelsAndTheDefault() throws IOException {
        TinyBundle.write(bundle, "F32", false);
        String before = ContentHash.of(bundle);
        CalibrationWriter.write(FULL, bundle);

        assertThat(ContentHash.of(bundle)).isNotEqualTo(before);
        assertThat(ModelBundle.inspect(bundle).quality()).isEqualTo(FULL.quality("exact"));

        TinyBundle.text(bundle, "omniflow.json", "{'default_quality':'fast'}");
        assertThat(ModelBundle.inspect(bundle).quality()).isEqualTo(FULL.quality("fast"));

        TinyBundle.text(bundle, "omniflow.json", "{'default_quality':'better'}");
        assertThatThrownBy(() -> ModelBundle.inspect(bundle))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("'default_quality' is better")
                .hasMessageContaining("omniflow calibrate");
    }

    @Test
    void theShortestFormIsRead() throws IOException {
        assertThat(read(JSON).levels().get("high").spec())
                .isEqualTo(
                        new StepCacheSpec(
                                StepCacheKind.EASY, 0.1, "", StepCacheLimits.DEFAULT, "", 0.5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'format':1 | 'format':2 | 'format' is 2, expected 1",
                "'date':'d' | 'day':'d' | 'day' is not supported",
                "'steps':50 | 'steps':0 | 'measured.steps' is 0",
                "'seeds':1 | 'seeds':1,'x':2 | 'measured.x' is not supported",
                "[1] | [1,'2'] | 'coefficients.mag_ratios' is \"2\"",
                "'tea_polynomial':[] | 'tea_polynomial':3 | 'coefficients.tea_polynomial' is 3",
                "'high': | 'exact': | in 'levels': 'exact' cannot be the name",
                "'easy' | 'off' | in 'levels.high': 'policy' is off, no step cache",
                "'easy' | 'nice' | in 'levels.high': 'policy' is nice, no step cache",
                "'threshold':0.1 | 'threshold':-1 | in 'levels.high': step cache easy",
                "'threshold':0.1 | 'pattern':'fast' | in 'levels.high': step cache easy",
                "'threshold':0.1 | 'threshold':0.1,'limits':{'order':3} | in 'levels.high': the",
                "'threshold':0.1 | 'threshold':0.1,'limits':{'warm':3} | 'levels.high.limits.warm'",
                "'evaluations':0.5 | 'evaluations':1.5 | 'evaluations' is 1.5, expected 0.0 to 1",
                "'evaluations':0.5 | 'evaluations':0 | effort must be in (0, 1]",
                "'psnr_p5':35 | 'psnr_p5':61 | 'psnr_p5' is 61.0, expected 0.0 to 60",
                "'points':[] | 'points':[{}] | 'points[0].policy' is missing",
                "'points':[] | 'points':[1] | 'points' is 1",
            })
    void complaintsNameTheField(String part, String replacement, String complaint) {
        assertThat(JSON).contains(part);

        assertThatThrownBy(() -> read(JSON.replace(part, replacement)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(bundle.resolve("step_cache.json").toString())
                .hasMessageContaining(complaint);
    }

    @Test
    void aLevelNeverCostsMoreThanABetterOne() {
        String level = JSON.substring(JSON.indexOf("'high':") + 7, JSON.indexOf("},'points'"));
        String dearer = level.replace("0.5", "0.6");

        assertThatThrownBy(() -> read(JSON.replace(level, level + ",'fast':" + dearer)))
                .hasMessageContaining("in 'levels': 'fast' costs more than the level before it");
    }

    private Calibration read(String json) throws IOException {
        Files.writeString(bundle.resolve("step_cache.json"), json.replace('\'', '"'));
        return Calibration.of(bundle);
    }

    private static Map<String, CalibrationPoint> levels() {
        Map<String, CalibrationPoint> levels = new LinkedHashMap<>();
        levels.put("high", EASY);
        levels.put("fast", FORECAST);
        return levels;
    }
}
