package io.omniflow.core.scheduling;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Text forms of option values; every reader throws {@link IllegalArgumentException}. */
final class OptionForm {

    static final String FLAG = "true or false";
    static final String WEIGHT = "a number above 0";
    static final String DURATION = "a duration such as '10 min' or '500 ms'";
    static final String COUNT = "a whole number from 0";
    static final String LIMIT = "a whole number from 1, or none";

    private static final String NO_LIMIT = "none";

    private OptionForm() {}

    static <E extends Enum<E>> String choice(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(OptionForm::nameOf)
                .collect(Collectors.joining(", ", "one of ", ""));
    }

    static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }

    static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    static double weight(String text) {
        double weight = Double.parseDouble(text);
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException(text);
        }
        return weight;
    }

    static int count(String text) {
        int count = Integer.parseInt(text);
        if (count < 0) {
            throw new IllegalArgumentException(text);
        }
        return count;
    }

    static int limit(String text) {
        if (text.equalsIgnoreCase(NO_LIMIT)) {
            return QueueLimits.NONE;
        }
        int limit = Integer.parseInt(text);
        if (limit <= 0) {
            throw new IllegalArgumentException(text);
        }
        return limit;
    }

    static String limit(int limit) {
        return limit == QueueLimits.NONE ? NO_LIMIT : String.valueOf(limit);
    }
}
