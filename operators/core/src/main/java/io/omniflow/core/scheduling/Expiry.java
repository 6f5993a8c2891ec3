package io.omniflow.core.scheduling;

import java.util.Objects;

/**
 * The decision that a waiting task will not run.
 *
 * @param task the task
 * @param reason why
 */
public record Expiry(WaitingTask task, Reason reason) {

    /** Why a task expires. */
    public enum Reason {
        /** Its deadline has passed. */
        DEADLINE_PASSED,
        /** Its deadline would pass before it could be done. */
        DEADLINE_OUT_OF_REACH,
        /** It waited as long as requests may take. */
        REQUEST_TIMEOUT
    }

    /** Checks that the decision is complete. */
    public Expiry {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(reason, "reason");
    }
}
