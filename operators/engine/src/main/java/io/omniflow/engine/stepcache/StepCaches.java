package io.omniflow.engine.stepcache;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.calibration.StepCacheCoefficients;
import java.math.BigDecimal;
import java.util.List;

/**
 * Makes the policies of one model.
 *
 * @param coefficients what the model's calibration measured
 * @param blocks number of the model's blocks
 */
public record StepCaches(StepCacheCoefficients coefficients, int blocks) {

    /**
     * Makes the policy of a generation; off if the steps are too few.
     *
     * @param steps number of steps that are taken
     * @param first how many steps of the whole schedule come before them
     * @throws InvalidRequestException if the model cannot do what is asked
     */
    public StepCachePolicy policy(StepCacheSpec spec, int steps, int first) {
        if (!spec.appliesTo(steps)) {
            return new OffCache();
        }
        StepCacheLimits limits = spec.limits();
        return switch (spec.kind()) {
            case OFF -> new OffCache();
            case EASY -> new EasyCache(spec.threshold());
            case FIRST_BLOCK -> firstBlock(spec);
            case MAG ->
                    new MagCache(
                            spec.threshold(),
                            calibrated(spec.kind(), coefficients.magRatios()),
                            first + steps,
                            first);
            case MASK -> new MaskCache(pattern(spec, steps));
            case TEA ->
                    new TeaCache(
                            spec.threshold(),
                            calibrated(spec.kind(), coefficients.teaCoefficients()));
            case TAYLOR -> new TaylorCache(pattern(spec, steps), limits.order());
        };
    }

    /** Starts the history of a policy; a fixed pattern is not bounded by anything else. */
    public static StepCacheHistory history(StepCachePolicy policy, StepCacheSpec spec, int steps) {
        boolean bounded = spec.kind().hasThreshold();
        return new StepCacheHistory(
                policy, bounded ? spec.limits() : StepCacheLimits.DEFAULT, steps);
    }

    /** Returns the policy with its setting, as reports name it, such as {@code easy 0.1}. */
    public static String text(StepCacheSpec spec) {
        String setting = spec.pattern();
        if (spec.kind().hasThreshold()) {
            setting = BigDecimal.valueOf(spec.threshold()).stripTrailingZeros().toPlainString();
        }
        return (spec.kind().text() + " " + setting).strip();
    }

    private StepCachePolicy firstBlock(StepCacheSpec spec) {
        StepCacheLimits limits = spec.limits();
        if (limits.frontBlocks() + limits.backBlocks() >= blocks) {
            throw refused(
                    String.format(
                            "step cache first-block runs %d front and %d back blocks, but the model"
                                    + " has only %d",
                            limits.frontBlocks(), limits.backBlocks(), blocks));
        }
        return new FirstBlockCache(spec.threshold(), limits.maxAccumulated());
    }

    private static List<Double> calibrated(StepCacheKind kind, List<Double> values) {
        if (values.isEmpty()) {
            throw refused(
                    "step cache "
                            + kind.text()
                            + " needs a calibration, which the model's bundle does not have");
        }
        return values;
    }

    private static String pattern(StepCacheSpec spec, int steps) {
        try {
            return StepPatterns.resolve(spec.pattern(), steps);
        } catch (IllegalArgumentException e) {
            throw refused("step cache " + spec.kind().text() + ": " + e.getMessage());
        }
    }

    private static InvalidRequestException refused(String message) {
        return new InvalidRequestException(ErrorCode.INVALID_FIELD, message);
    }
}
