package io.omniflow.job.cli.dlq;

import io.omniflow.job.client.RecordPlace;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where a dead letter lies, such as {@code 0-17}: partition and offset. */
final class PlaceConverter implements ITypeConverter<RecordPlace> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})-(\\d{1,18})");

    @Override
    public RecordPlace convert(String value) {
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + value + "' is no PARTITION-OFFSET such as 0-17; 'dlq list' has them");
        }
        return new RecordPlace(
                Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    static String text(RecordPlace place) {
        return place.partition() + "-" + place.offset();
    }
}
