package io.omniflow.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.request.StepCacheRequest.Bounds;
import io.omniflow.core.stepcache.QualityLevels;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepCacheRulesTest {

    private static final int STEPS = 50;
    private static final StepCacheSpec HIGH = level("high", 0.05, 0.6);
    private static final StepCacheSpec FAST = level("fast", 0.1, 0.4);
    private static final StepCacheSpec DIGITS =
            new StepCacheSpec(
                    StepCacheKind.MASK, 0, "1".repeat(50), StepCacheLimits.DEFAULT, "fifty", 1);

    private final StepCacheRules rules = rules("exact");

    @Test
    void aLevelIsTakenAsTheBundleHasIt() {
        assertThat(quality("high", "").spec()).isEqualTo(HIGH);
        assertThat(quality("exact", "").spec()).isEqualTo(StepCacheSpec.OFF);
        assertThat(quality("high", "").alternatives()).isEmpty();
    }

    @Test
    void withoutAWishTheModelsDefaultCounts() {
        assertThat(rules.choose(StepCacheRequest.NONE, STEPS).spec()).isEqualTo(StepCacheSpec.OFF);
        assertThat(rules("high").choose(StepCacheRequest.NONE, STEPS).spec()).isEqualTo(HIGH);
    }

    @Test
    void aRequestMayMoveThroughTheLevelsDownToItsBound() {
        assertThat(quality("exact", "fast").alternatives()).containsExactly(HIGH, FAST);
        assertThat(quality("", "high").alternatives()).containsExactly(HIGH);
        assertThat(quality("high", "fast").alternatives()).containsExactly(FAST);
        assertThat(quality("fast", "fast").alternatives()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, StepCacheSpec.FEWEST_STEPS - 1})
    void fewStepsAreAllComputed(int steps) {
        StepCacheChoice levels =
                rules.choose(
                        new StepCacheRequest("high", "", null, "", Bounds.NONE, "fast"), steps);
        StepCacheChoice named = rules.choose(policy("easy"), steps);

        assertThat(levels).isEqualTo(new StepCacheChoice(StepCacheSpec.OFF, List.of()));
        assertThat(named.spec()).isEqualTo(StepCacheSpec.OFF);
    }

    @ParameterizedTest
    @CsvSource({
        "easy, 0.05, '', 5, 0, 2",
        "first-block, 0.08, '', 4, 3, 2",
        "mag, 0.06, '', 10, 3, 2",
        "tea, 0.2, '', 1, 0, 2",
        "mask, 0, fast, 1, 0, 2",
        "taylor, 0, fast, 1, 0, 1",
    })
    void aNamedPolicyHasTheDefaultsOfItsAuthors(
            String policy, double threshold, String pattern, int warmup, int row, int order) {
        StepCacheSpec spec = rules.choose(policy(policy), STEPS).spec();

        assertThat(spec.kind().text()).isEqualTo(policy);
        assertThat(spec.threshold()).isEqualTo(threshold);
        assertThat(spec.pattern()).isEqualTo(pattern);
        assertThat(spec.limits()).isEqualTo(new StepCacheLimits(warmup, row, 0, 0, 1, 0, order));
        assertThat(spec.level()).isEmpty();
        assertThat(spec.effort()).isEqualTo(1);
    }

    @Test
    void everySettingOfAPolicyIsTaken() {
        Bounds bounds = new Bounds(6, 2, 9, 0.5, 3, 1, null);
        StepCacheSpec block =
                rules.choose(new StepCacheRequest("", "first-block", 0.2, "", bounds, ""), STEPS)
                        .spec();
        StepCacheSpec taylor =
                rules.choose(
                                new StepCacheRequest(
                                        "",
                                        "taylor",
                                        null,
                                        "1010110001",
                                        new Bounds(null, null, null, null, null, null, 2),
                                        ""),
                                10)
                        .spec();

        assertThat(block.threshold()).isEqualTo(0.2);
        assertThat(block.limits()).isEqualTo(new StepCacheLimits(6, 2, 9, 0.5, 3, 1, 2));
        assertThat(taylor.pattern()).isEqualTo("1010110001");
        assertThat(taylor.limits().order()).isEqualTo(2);
    }

    @Test
    void offByNameIsNoLevel() {
        StepCacheSpec spec = rules.choose(policy("off"), STEPS).spec();

        assertThat(spec).isEqualTo(StepCacheSpec.OFF);
    }

    @Test
    void unknownNamesListTheKnownOnes() {
        refused(request -> with(request, "quality", "best"), ErrorCode.INVALID_QUALITY)
                .isEqualTo("quality must be one of exact, high, fast, fifty, not 'best'");
        refused(request -> with(request, "adaptive", "worst"), ErrorCode.INVALID_QUALITY)
                .isEqualTo(
                        "cache.step.adaptive must be one of exact, high, fast, fifty, not 'worst'");
        refused(request -> policy("lazy"), ErrorCode.INVALID_STEP_CACHE)
                .isEqualTo(
                        "cache.step.policy must be one of off, easy, first-block, mag, mask, tea,"
                                + " taylor, not 'lazy'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mag", "tea"})
    void whatNeedsACalibrationIsRefusedWithoutOne(String policy) {
        StepCacheRules uncalibrated =
                new StepCacheRules(TestModel.withLevels(QualityLevels.EXACT_ONLY));

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> uncalibrated.choose(policy(policy), STEPS))
                .withMessageContaining("calibration")
                .withMessageEndingWith("'" + policy + "'")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_STEP_CACHE));
        assertThat(rules.choose(policy(policy), STEPS).spec().kind().text()).isEqualTo(policy);
    }

    @Test
    void aBoundIsNotBetterThanTheQuality() {
        refused(
                        request -> new StepCacheRequest("fast", "", null, "", Bounds.NONE, "high"),
                        ErrorCode.INVALID_QUALITY)
                .contains("not be better than the quality fast")
                .contains("'high'");
    }

    @Test
    void levelAndPolicyExcludeEachOther() {
        refused(
                        request -> new StepCacheRequest("high", "easy", null, "", Bounds.NONE, ""),
                        ErrorCode.INVALID_STEP_CACHE)
                .contains("either quality or cache.step.policy")
                .contains("'high'");
        refused(
                        request -> new StepCacheRequest("", "easy", null, "", Bounds.NONE, "fast"),
                        ErrorCode.INVALID_STEP_CACHE)
                .contains("cache.step.adaptive goes with quality");
    }

    @Test
    void aLevelHoldsForOtherNumbersOfStepsToo() {
        StepCacheRequest request = new StepCacheRequest("fifty", "", null, "", Bounds.NONE, "");

        assertThat(rules.choose(request, 20).spec()).isEqualTo(DIGITS);
        assertThat(rules.choose(request, 8).spec()).isEqualTo(StepCacheSpec.OFF);
    }

    /** Each setting is tried with each policy; the table says which are of use. */
    @ParameterizedTest
    @EnumSource(StepCacheKind.class)
    void aSettingThatThePolicyHasNoUseForIsRefused(StepCacheKind kind) {
        Map<String, List<StepCacheKind>> useful = new LinkedHashMap<>();
        List<StepCacheKind> thresholds =
                List.of(
                        StepCacheKind.EASY,
                        StepCacheKind.FIRST_BLOCK,
                        StepCacheKind.MAG,
                        StepCacheKind.TEA);
        useful.put("threshold", thresholds);
        useful.put("warmup_steps", thresholds);
        useful.put("max_consecutive", thresholds);
        useful.put("max_reused", thresholds);
        useful.put("max_accumulated", List.of(StepCacheKind.FIRST_BLOCK));
        useful.put("front_blocks", List.of(StepCacheKind.FIRST_BLOCK));
        useful.put("back_blocks", List.of(StepCacheKind.FIRST_BLOCK));
        useful.put("pattern", List.of(StepCacheKind.MASK, StepCacheKind.TAYLOR));
        useful.put("order", List.of(StepCacheKind.TAYLOR));

        useful.forEach(
                (field, kinds) -> {
                    StepCacheRequest request = with(policy(kind.text()), field, "1");
                    if (field.equals("pattern")) {
                        request = with(policy(kind.text()), field, "slow");
                    }
                    if (kinds.contains(kind)) {
                        assertThat(rules.choose(request, STEPS).spec().kind()).isEqualTo(kind);
                    } else {
                        StepCacheRequest bad = request;
                        refused(other -> bad, ErrorCode.INVALID_STEP_CACHE)
                                .contains("cache.step." + field + " has no meaning")
                                .contains("the policy " + kind.text());
                    }
                    refused(
                                    other -> with(StepCacheRequest.NONE, field, "1"),
                                    ErrorCode.INVALID_STEP_CACHE)
                            .contains("cache.step." + field)
                            .contains("without cache.step.policy");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "easy, threshold, 0, a number above 0",
        "easy, threshold, -1, a number above 0",
        "easy, threshold, NaN, a number above 0",
        "easy, threshold, Infinity, a number above 0",
        "mag, warmup_steps, 0, at least 1",
        "mag, max_consecutive, -1, at least 0",
        "tea, max_reused, -1, at least 0",
        "first-block, max_accumulated, NaN, at least 0",
        "first-block, front_blocks, 0, at least 1",
        "first-block, back_blocks, -1, at least 0",
        "taylor, order, 3, 1 or 2",
        "taylor, order, 0, 1 or 2",
        "mask, pattern, quick, 'slow, medium, fast, ultra or a digit'",
        "mask, pattern, 1111, each of the 50 steps",
        "mask, pattern, 11111111111111111111111112222222222222222222222221, digit 0 or 1",
        "mask, pattern, 01111111111111111111111111111111111111111111111111, the first and the last",
        "mask, pattern, 11111111111111111111111111111111111111111111111110, the first and the last",
    })
    void valuesOutOfRangeAreRefusedWithTheirForm(
            String policy, String field, String value, String form) {
        refused(request -> with(policy(policy), field, value), ErrorCode.INVALID_STEP_CACHE)
                .contains("cache.step." + field + " must be ")
                .contains(form)
                .containsPattern("not '" + value.substring(0, 1));
    }

    private AbstractStringAssert<?> refused(
            UnaryOperator<StepCacheRequest> change, ErrorCode code) {
        InvalidRequestException[] thrown = new InvalidRequestException[1];
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> rules.choose(change.apply(StepCacheRequest.NONE), STEPS))
                .satisfies(e -> thrown[0] = e);
        assertThat(thrown[0].code()).isEqualTo(code);
        return assertThat(thrown[0].getMessage());
    }

    private StepCacheChoice quality(String quality, String adaptive) {
        return rules.choose(
                new StepCacheRequest(quality, "", null, "", Bounds.NONE, adaptive), STEPS);
    }

    private static StepCacheRequest policy(String policy) {
        return new StepCacheRequest("", policy, null, "", Bounds.NONE, "");
    }

    private static StepCacheRequest with(StepCacheRequest request, String field, String value) {
        Bounds none = request.bounds();
        return new StepCacheRequest(
                field.equals("quality") ? value : request.quality(),
                request.policy(),
                field.equals("threshold") ? Double.valueOf(value) : request.threshold(),
                field.equals("pattern") ? value : request.pattern(),
                new Bounds(
                        number(field, "warmup_steps", value, none.warmupSteps()),
                        number(field, "max_consecutive", value, none.maxConsecutive()),
                        number(field, "max_reused", value, none.maxReused()),
                        field.equals("max_accumulated")
                                ? Double.valueOf(value)
                                : none.maxAccumulated(),
                        number(field, "front_blocks", value, none.frontBlocks()),
                        number(field, "back_blocks", value, none.backBlocks()),
                        number(field, "order", value, none.order())),
                field.equals("adaptive") ? value : request.adaptive());
    }

    private static Integer number(String field, String name, String value, Integer other) {
        return field.equals(name) ? Integer.valueOf(value) : other;
    }

    private static StepCacheRules rules(String defaultLevel) {
        Map<String, StepCacheSpec> levels = new LinkedHashMap<>();
        levels.put("exact", StepCacheSpec.OFF);
        levels.put("high", HIGH);
        levels.put("fast", FAST);
        levels.put("fifty", DIGITS);
        return new StepCacheRules(
                TestModel.withLevels(
                        new QualityLevels(
                                levels,
                                defaultLevel,
                                Set.of(StepCacheKind.MAG, StepCacheKind.TEA))));
    }

    private static StepCacheSpec level(String name, double threshold, double effort) {
        return new StepCacheSpec(
                StepCacheKind.EASY, threshold, "", StepCacheLimits.DEFAULT, name, effort);
    }
}
