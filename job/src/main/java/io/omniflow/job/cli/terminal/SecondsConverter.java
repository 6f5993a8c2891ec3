package io.omniflow.job.cli.terminal;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many seconds to wait. */
public final class SecondsConverter implements ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new TypeConversionException(
                    "'" + text + "' is no whole number of seconds from 1");
        }
        return Long.valueOf(text);
    }
}
