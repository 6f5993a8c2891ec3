package io.omniflow.job.cli.gateway;

import org.apache.flink.configuration.MemorySize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes of less than two gigabytes as configuration files have them. */
final class SizeConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        try {
            return Math.toIntExact(MemorySize.parse(text).getBytes());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no size such as '16 kb', of less than 2 gb");
        }
    }
}
