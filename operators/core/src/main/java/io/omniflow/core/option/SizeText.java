package io.omniflow.core.option;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in the form of Flink's configuration: {@code 256 mb} of 1024 × 1024 bytes each. */
public final class SizeText {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([a-z]*)");

    private static final List<List<String>> UNITS =
            List.of(
                    List.of("bytes", "b", ""),
                    List.of("kb", "k", "kibibytes"),
                    List.of("mb", "m", "mebibytes"),
                    List.of("gb", "g", "gibibytes"),
                    List.of("tb", "t", "tebibytes"));

    private static final int BITS_PER_UNIT = 10;

    private SizeText() {}

    /**
     * Returns bytes; a number without unit is bytes.
     *
     * @throws IllegalArgumentException if the text has another form or is too large a size
     */
    public static long parse(String text) {
        Matcher form = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        for (int unit = 0; form.matches() && unit < UNITS.size(); unit++) {
            if (UNITS.get(unit).contains(form.group(2))) {
                return multiply(Long.parseLong(form.group(1)), unit * BITS_PER_UNIT);
            }
        }
        throw new IllegalArgumentException("not a size: " + text);
    }

    /** Writes bytes in the largest unit that keeps them whole. */
    public static String format(long bytes) {
        int zeros = bytes == 0 ? 0 : Long.numberOfTrailingZeros(bytes);
        int unit = Math.min(UNITS.size() - 1, zeros / BITS_PER_UNIT);
        return (bytes >> unit * BITS_PER_UNIT) + " " + UNITS.get(unit).get(0);
    }

    private static long multiply(long number, int bits) {
        if (number > Long.MAX_VALUE >> bits) {
            throw new IllegalArgumentException("too large a size: " + number + " << " + bits);
        }
        return number << bits;
    }
}
