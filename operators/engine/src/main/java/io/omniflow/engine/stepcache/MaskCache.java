package io.omniflow.engine.stepcache;

/** Reuses the steps that a fixed pattern says: its cost is known beforehand. */
public final class MaskCache implements StepCachePolicy {

    private final String pattern;

    /**
     * Reuses at the zeros of a pattern.
     *
     * @param pattern a digit for each step, from {@link StepPatterns#resolve}
     */
    public MaskCache(String pattern) {
        this.pattern = pattern;
    }

    @Override
    public boolean reuses(int step, double change) {
        return pattern.charAt(step) == '0';
    }
}
