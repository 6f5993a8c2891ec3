package io.omniflow.core.scheduling;

import java.io.Serializable;

/**
 * The terms on which a task was released; they hold for it whatever is configured later.
 *
 * @param urgent whether it may take the place of a running task that is not urgent
 * @param maxPauses how often it may be paused for urgent ones; 0 for never
 * @param stepTimeoutMs milliseconds after which a step that has not returned counts as hung
 */
public record RunTerms(boolean urgent, int maxPauses, long stepTimeoutMs) implements Serializable {

    /** Terms that neither preempt nor are preempted, with five minutes for a step. */
    public static final RunTerms DEFAULT = new RunTerms(false, 0, 300_000);

    /** Checks the numbers. */
    public RunTerms {
        if (maxPauses < 0 || stepTimeoutMs <= 0) {
            throw new IllegalArgumentException(
                    "a task is paused no negative number of times and a step takes longer than 0"
                            + " ms, not "
                            + maxPauses
                            + " times and "
                            + stepTimeoutMs
                            + " ms");
        }
    }
}
