package io.omniflow.executor.generation;

/** What a {@link Worker} needs of the operator around it. Belongs to the mailbox thread. */
interface Host {

    /** Returns the worker's subtask index. */
    int worker();

    /** Returns epoch milliseconds. */
    long now();

    /** Runs something on the mailbox thread at a point in time, or at once if that has passed. */
    void at(long timeMs, Runnable action);

    /** Says that what the worker reports has changed. */
    void changed();
}
