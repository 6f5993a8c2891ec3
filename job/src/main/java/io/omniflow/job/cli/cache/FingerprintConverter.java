package io.omniflow.job.cli.cache;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes a fingerprint as results and events tell it. */
final class FingerprintConverter implements ITypeConverter<String> {

    @Override
    public String convert(String text) {
        if (!text.matches("[0-9a-f]{64}")) {
            throw new TypeConversionException(
                    "'" + text + "' is no fingerprint, which has 64 digits from 0 to f");
        }
        return text;
    }
}
