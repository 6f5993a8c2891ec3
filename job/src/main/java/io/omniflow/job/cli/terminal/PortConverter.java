package io.omniflow.job.cli.terminal;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the port of a server. */
public final class PortConverter implements ITypeConverter<Integer> {

    private static final int LAST = 65_535;

    @Override
    public Integer convert(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > LAST) {
            throw new TypeConversionException("'" + text + "' is no port from 0 to " + LAST);
        }
        return Integer.valueOf(text);
    }
}
