package io.omniflow.job.cli.request;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A moment given as seconds from now, as another duration from now, or as an ISO time.
 *
 * @param epochMs milliseconds since the Unix epoch
 */
record Deadline(long epochMs) implements ITypeConverter<Deadline> {

    /** For picocli, which wants a converter with no arguments. */
    Deadline() {
        this(0);
    }

    @Override
    public Deadline convert(String text) {
        try {
            return new Deadline(Instant.parse(text).toEpochMilli());
        } catch (DateTimeParseException notAnInstant) {
            return fromNow(text);
        }
    }

    private static Deadline fromNow(String text) {
        try {
            long now = System.currentTimeMillis();
            String duration = text.matches("\\d+") ? text + " s" : text;
            return new Deadline(now + TimeUtils.parseDuration(duration).toMillis());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "'"
                            + text
                            + "' is neither a number of seconds, nor a duration such as '2 min',"
                            + " nor a time such as '2030-01-31T12:00:00Z'");
        }
    }
}
