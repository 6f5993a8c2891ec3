package io.omniflow.core.stepcache;

import java.util.List;
import java.util.regex.Pattern;

/** How patterns of step caches are written: by a name, or as a digit for each step. */
public final class StepCachePattern {

    /** The names, the one that computes most first. */
    public static final List<String> NAMES = List.of("slow", "medium", "fast", "ultra");

    static final String FAST = "fast";

    private static final Pattern DIGITS = Pattern.compile("[01]+");

    private StepCachePattern() {}

    /**
     * Tells whether a text is the name of a pattern, or has a digit for each of so many steps, the
     * first and the last of them computed.
     */
    public static boolean fits(String text, int steps) {
        return NAMES.contains(text)
                || (DIGITS.matcher(text).matches()
                        && text.length() == steps
                        && text.startsWith("1")
                        && text.endsWith("1"));
    }

    /** Returns the share of steps that a pattern of digits computes. */
    public static double share(String digits) {
        return (double) digits.chars().filter(digit -> digit == '1').count() / digits.length();
    }
}
