package io.omniflow.core.scheduling;

import java.io.Serializable;

/**
 * The terms on which a task was released; they hold for it whatever is configured later.
 *
 * @param level how urgent it is: a task may take the place of a running one of a higher level;
 *     {@link #NOT_URGENT} for one that takes nobody's place
 * @param maxPauses how often it may be paused for more urgent ones; 0 for never
 * @param stepTimeoutMs milliseconds after which a step that has not returned counts as hung
 */
public record RunTerms(int level, int maxPauses, long stepTimeoutMs) implements Serializable {

    /** The level of a task that waits for a free slot. */
    public static final int NOT_URGENT = Integer.MAX_VALUE;

    /** The levels below this are those of class HIGH, for which room is kept. */
    public static final int LEVELS_OF_HIGH = 32;

    /** Terms that neither preempt nor are preempted, with five minutes for a step. */
    public static final RunTerms DEFAULT = new RunTerms(NOT_URGENT, 0, 300_000);

    /** Checks the numbers. */
    public RunTerms {
        if (level < 0 || maxPauses < 0 || stepTimeoutMs <= 0) {
            throw new IllegalArgumentException(
                    "a task has no negative level, is paused no negative number of times and a step"
                            + " takes longer than 0 ms, not "
                            + level
                            + ", "
                            + maxPauses
                            + " times and "
                            + stepTimeoutMs
                            + " ms");
        }
    }

    /** Tells whether it may take the place of a less urgent one. */
    public boolean urgent() {
        return level != NOT_URGENT;
    }
}
