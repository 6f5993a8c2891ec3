package io.omniflow.core.request;

import static io.omniflow.core.request.RequestRules.require;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.StepCacheRequest.Bounds;
import io.omniflow.core.stepcache.StepCacheDefaults;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCachePattern;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the setting of a step cache that is asked for by name; what it has no use for is refused.
 */
final class StepCacheSettings {

    private static final String FIELD = "cache.step.";

    private final StepCacheKind kind;
    private final int steps;

    StepCacheSettings(StepCacheKind kind, int steps) {
        this.kind = kind;
        this.steps = steps;
    }

    /** Refuses every setting. */
    static void requireNone(StepCacheRequest request, String when) {
        given(request)
                .forEach(
                        (field, value) ->
                                require(
                                        value == null,
                                        "",
                                        ErrorCode.INVALID_STEP_CACHE,
                                        FIELD + field + " has no meaning " + when + ", but is ",
                                        String.valueOf(value)));
    }

    StepCacheSpec read(StepCacheRequest request) {
        if (kind == StepCacheKind.OFF) {
            requireNone(request, "with the policy off");
            return new StepCacheSpec(kind, 0, "", StepCacheLimits.DEFAULT, "", 1);
        }
        String pattern = pattern(request.pattern());
        double threshold = threshold(request.threshold());
        return new StepCacheSpec(kind, threshold, pattern, limits(request.bounds()), "", 1);
    }

    private static Map<String, @Nullable Object> given(StepCacheRequest request) {
        Bounds bounds = request.bounds();
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        given.put("threshold", request.threshold());
        given.put("pattern", request.pattern().isEmpty() ? null : request.pattern());
        given.put("warmup_steps", bounds.warmupSteps());
        given.put("max_consecutive", bounds.maxConsecutive());
        given.put("max_reused", bounds.maxReused());
        given.put("max_accumulated", bounds.maxAccumulated());
        given.put("front_blocks", bounds.frontBlocks());
        given.put("back_blocks", bounds.backBlocks());
        given.put("order", bounds.order());
        return given;
    }

    private double threshold(@Nullable Double threshold) {
        useful("threshold", kind.hasThreshold(), threshold);
        if (!kind.hasThreshold()) {
            return 0;
        }
        double value = threshold == null ? StepCacheDefaults.threshold(kind) : threshold;
        boolean valid = value > 0 && Double.isFinite(value);
        return check("threshold", valid, value, "a number above 0");
    }

    private String pattern(String pattern) {
        useful("pattern", kind.hasPattern(), pattern.isEmpty() ? null : pattern);
        if (!kind.hasPattern()) {
            return "";
        }
        String value = pattern.isEmpty() ? StepCacheDefaults.pattern(kind) : pattern;
        return check(
                "pattern",
                StepCachePattern.fits(value, steps),
                value,
                String.join(", ", StepCachePattern.NAMES)
                        + " or a digit 0 or 1 for each of the "
                        + steps
                        + " steps, the first and the last 1");
    }

    private StepCacheLimits limits(Bounds bounds) {
        StepCacheLimits usual = StepCacheDefaults.limits(kind, steps);
        boolean first = kind == StepCacheKind.FIRST_BLOCK;
        useful("warmup_steps", kind.hasThreshold(), bounds.warmupSteps());
        useful("max_consecutive", kind.hasThreshold(), bounds.maxConsecutive());
        useful("max_reused", kind.hasThreshold(), bounds.maxReused());
        useful("max_accumulated", first, bounds.maxAccumulated());
        useful("front_blocks", first, bounds.frontBlocks());
        useful("back_blocks", first, bounds.backBlocks());
        useful("order", kind == StepCacheKind.TAYLOR, bounds.order());
        return new StepCacheLimits(
                atLeast(1, "warmup_steps", bounds.warmupSteps(), usual.warmupSteps()),
                atLeast(0, "max_consecutive", bounds.maxConsecutive(), usual.maxConsecutive()),
                atLeast(0, "max_reused", bounds.maxReused(), usual.maxReused()),
                accumulated(bounds.maxAccumulated(), usual.maxAccumulated()),
                atLeast(1, "front_blocks", bounds.frontBlocks(), usual.frontBlocks()),
                atLeast(0, "back_blocks", bounds.backBlocks(), usual.backBlocks()),
                order(bounds.order(), usual.order()));
    }

    private double accumulated(@Nullable Double given, double usual) {
        double value = given == null ? usual : given;
        boolean valid = value >= 0 && Double.isFinite(value);
        return check("max_accumulated", valid, value, "a number of at least 0");
    }

    private int order(@Nullable Integer given, int usual) {
        int value = given == null ? usual : given;
        return check("order", value == 1 || value == 2, value, "1 or 2");
    }

    private int atLeast(int least, String field, @Nullable Integer given, int usual) {
        int value = given == null ? usual : given;
        return check(field, value >= least, value, "a whole number of at least " + least);
    }

    private void useful(String field, boolean useful, @Nullable Object value) {
        require(
                useful || value == null,
                "",
                ErrorCode.INVALID_STEP_CACHE,
                FIELD + field + " has no meaning with the policy " + kind.text() + ", but is ",
                String.valueOf(value));
    }

    private static <T> T check(String field, boolean valid, T value, String form) {
        return require(
                valid,
                value,
                ErrorCode.INVALID_STEP_CACHE,
                FIELD + field + " must be " + form + ", not ",
                value);
    }
}
