package io.omniflow.core.generation;

import java.util.Objects;

/**
 * What a step cache did in one generation. A block evaluation is one transformer block run for one
 * guidance branch.
 *
 * @param policy the policy with its setting, such as {@code easy 0.1}; {@code off} without one
 * @param level the quality level it was chosen by; empty if by name
 * @param evaluations block evaluations run
 * @param spared block evaluations that the same steps would have needed besides
 * @param pattern a digit for each step taken: 1 computed, 0 reused; empty if all were computed
 */
public record StepCacheReport(
        String policy, String level, long evaluations, long spared, String pattern) {

    /** Nothing is known, such as of an output that is no diffusion model's. */
    public static final StepCacheReport NONE = new StepCacheReport("off", "", 0, 0, "");

    /** Returns how many steps were reused, wholly or in part. */
    public long stepsReused() {
        return pattern.chars().filter(digit -> digit == '0').count();
    }

    /** Returns the same under the name of another level. */
    public StepCacheReport at(String otherLevel) {
        return new StepCacheReport(policy, otherLevel, evaluations, spared, pattern);
    }

    /** Checks that the report is complete. */
    public StepCacheReport {
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(pattern, "pattern");
        if (evaluations < 0 || spared < 0) {
            throw new IllegalArgumentException(
                    "evaluations must not be negative: " + evaluations + " and " + spared);
        }
    }
}
