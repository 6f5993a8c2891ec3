package io.omniflow.job.cli.request;

import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.v1.StepCacheOptions;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A step cache by name, with its threshold or pattern behind a colon if it is not the usual one,
 * such as {@code easy:0.1} or {@code mask:fast}.
 *
 * @param policy name of the policy
 * @param setting its threshold or pattern; empty for the usual one
 */
record StepCacheOption(String policy, String setting) implements ITypeConverter<StepCacheOption> {

    /** For picocli, which wants a converter with no arguments. */
    StepCacheOption() {
        this("", "");
    }

    @Override
    public StepCacheOption convert(String text) {
        int colon = text.indexOf(':');
        StepCacheOption option =
                colon < 0
                        ? new StepCacheOption(text, "")
                        : new StepCacheOption(text.substring(0, colon), text.substring(colon + 1));
        option.options();
        return option;
    }

    /** Returns the option as a request says it. */
    StepCacheOptions options() {
        StepCacheOptions.Builder options = StepCacheOptions.newBuilder().setPolicy(policy);
        boolean threshold = kind().hasThreshold();
        if (setting.isEmpty()) {
            return options.build();
        }
        if (!threshold && !kind().hasPattern()) {
            throw new TypeConversionException("step cache " + policy + " has no setting");
        }
        return threshold
                ? options.setThreshold(number()).build()
                : options.setPattern(setting).build();
    }

    private double number() {
        try {
            return Double.parseDouble(setting);
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "the threshold of " + policy + " is a number, not '" + setting + "'");
        }
    }

    private StepCacheKind kind() {
        return StepCacheKind.find(policy)
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'"
                                                + policy
                                                + "' is none of "
                                                + Arrays.stream(StepCacheKind.values())
                                                        .map(StepCacheKind::text)
                                                        .collect(Collectors.joining(", "))));
    }
}
