package io.omniflow.core.option;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in the form of Flink's configuration: {@code 10 min}, {@code 500 ms}, {@code 0}. */
public final class DurationText {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([a-z]*)");

    /** So long that sums of a few durations and times stay in range. */
    private static final long MAX_MS = Long.MAX_VALUE / 16;

    private static final List<Unit> UNITS =
            List.of(
                    new Unit(86_400_000, List.of("d", "day", "days")),
                    new Unit(3_600_000, List.of("h", "hour", "hours")),
                    new Unit(60_000, List.of("min", "m", "minute", "minutes")),
                    new Unit(1_000, List.of("s", "sec", "secs", "second", "seconds")),
                    new Unit(
                            1,
                            List.of("ms", "milli", "millis", "millisecond", "milliseconds", "")));

    private DurationText() {}

    /**
     * Returns milliseconds; a number without unit is milliseconds.
     *
     * @throws IllegalArgumentException if the text has another form or is too long a time
     */
    public static long parse(String text) {
        Matcher form = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (form.matches()) {
            for (Unit unit : UNITS) {
                if (unit.names.contains(form.group(2))) {
                    return multiply(Long.parseLong(form.group(1)), unit.ms);
                }
            }
        }
        throw new IllegalArgumentException("not a duration: " + text);
    }

    /** Writes milliseconds in the longest unit that keeps them whole. */
    public static String format(long ms) {
        return UNITS.stream()
                .filter(unit -> ms != 0 && ms % unit.ms == 0)
                .map(unit -> ms / unit.ms + " " + unit.names.get(0))
                .findFirst()
                .orElse("0 ms");
    }

    private static long multiply(long number, long ms) {
        if (number > MAX_MS / ms) {
            throw new IllegalArgumentException("too long a duration: " + number + " times " + ms);
        }
        return number * ms;
    }

    /** A unit by its names; the first is the one that is written. */
    private record Unit(long ms, List<String> names) {}
}
