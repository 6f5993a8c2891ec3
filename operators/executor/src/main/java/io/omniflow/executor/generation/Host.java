package io.omniflow.executor.generation;

import io.omniflow.executor.record.InFlight;

/** What a {@link Worker} needs of the operator around it. Belongs to the mailbox thread. */
interface Host {

    /** Returns the worker's subtask index. */
    int worker();

    /** Returns epoch milliseconds. */
    long now();

    /** Runs something on the mailbox thread at a point in time, or at once if that has passed. */
    void at(long timeMs, Runnable action);

    /**
     * Asks scheduling for a generation to be tried on another worker. The answer comes as a
     * command, unless the question is lost.
     *
     * @return false if it is too large to be sent, and stays
     */
    boolean giveUp(InFlight generation);

    /** Says that what the worker reports has changed. */
    void changed();
}
