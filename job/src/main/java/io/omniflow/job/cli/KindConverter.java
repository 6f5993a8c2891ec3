package io.omniflow.job.cli;

import io.omniflow.core.stepcache.StepCacheKind;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a step cache as requests spell it. */
final class KindConverter implements ITypeConverter<StepCacheKind> {

    @Override
    public StepCacheKind convert(String text) {
        return StepCacheKind.find(text)
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'"
                                                + text
                                                + "' is no step cache: choose among "
                                                + Arrays.stream(StepCacheKind.values())
                                                        .map(StepCacheKind::text)
                                                        .toList()));
    }
}
