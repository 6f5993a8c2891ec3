package io.omniflow.engine.stepcache;

import io.omniflow.core.stepcache.StepCacheLimits;
import java.util.HashMap;
import java.util.Map;

/**
 * The decisions of one generation so far, and whatever demands computing besides the policy: the
 * first and the last step, warm-up, bounds, a jump to a step that does not follow the last one, and
 * a cache that holds nothing. Not thread-safe.
 */
public final class StepCacheHistory {

    private static final char COMPUTED = '1';
    private static final char REUSED = '0';

    private final StepCachePolicy policy;
    private final StepCacheLimits limits;
    private final int steps;
    private final StringBuilder pattern = new StringBuilder();
    private int consecutive;
    private int reused;

    /**
     * Makes an empty history.
     *
     * @param limits bounds on reuse; of them the history keeps warm-up and the two counts
     * @param steps number of steps that are taken in all
     */
    public StepCacheHistory(StepCachePolicy policy, StepCacheLimits limits, int steps) {
        this.policy = policy;
        this.limits = limits;
        this.steps = steps;
    }

    /** Tells whether the policy decides a step, and so needs its measurement. */
    public boolean isOpen(int step) {
        return step > 0
                && step < steps - 1
                && step >= limits.warmupSteps()
                && step == pattern.length()
                && (limits.maxConsecutive() == 0 || consecutive < limits.maxConsecutive())
                && (limits.maxReused() == 0 || reused < limits.maxReused());
    }

    /**
     * Decides a step and writes it down.
     *
     * @param change the measurement that the policy goes by
     * @param remembered whether the cache holds what a reuse takes, in the shape of this step
     * @return true to reuse
     */
    public boolean reuses(int step, double change, boolean remembered) {
        boolean reuse = isOpen(step) && remembered && policy.reuses(step, change);
        if (!reuse) {
            policy.computed();
        }
        fill(step);
        append(reuse ? REUSED : COMPUTED);
        return reuse;
    }

    /** Returns a digit for each step so far: 1 computed, 0 reused. */
    public String pattern() {
        return pattern.toString();
    }

    /** Returns how many steps were reused so far. */
    public int reused() {
        return reused;
    }

    /** Returns the policy's numbers. */
    public Map<String, Double> scalars() {
        return policy.scalars();
    }

    /**
     * Takes up an earlier history.
     *
     * @param step number of steps taken
     * @param digits their digits; steps without one were computed
     * @param scalars the policy's numbers
     */
    public void restore(int step, String digits, Map<String, Double> scalars) {
        fill(0);
        digits.chars().limit(step).forEach(digit -> append((char) digit));
        fill(step);
        policy.restore(new HashMap<>(scalars));
    }

    /** Makes the pattern as long as the steps before this one. */
    private void fill(int step) {
        if (pattern.length() > step) {
            pattern.setLength(step);
            reused = (int) pattern.chars().filter(digit -> digit == REUSED).count();
            consecutive = step - 1 - pattern.lastIndexOf(String.valueOf(COMPUTED));
        }
        while (pattern.length() < step) {
            append(COMPUTED);
        }
    }

    private void append(char digit) {
        pattern.append(digit);
        consecutive = digit == REUSED ? consecutive + 1 : 0;
        reused += digit == REUSED ? 1 : 0;
    }
}
