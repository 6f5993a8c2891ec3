package io.omniflow.core.batching;

import io.omniflow.core.request.Priority;

/** What {@link RunOrder} needs to know of a generation that a worker holds. */
public interface RunCandidate {

    /** Tells whether it must have the device to itself. */
    boolean isAlone();

    /** Tells whether it may take the place of a less urgent one. */
    boolean isUrgent();

    /** Returns how urgent an urgent one is; it may take the place of one of a higher level. */
    int level();

    /** Tells whether it advances now. */
    boolean isRunning();

    /** Tells whether it has taken up work before: it runs, is paused, or was restored. */
    boolean hasBegun();

    /** Tells whether it may be made to pause once more. */
    boolean mayPause();

    /** Returns its class. */
    Priority priority();

    /** Returns epoch milliseconds by which its result is wanted; 0 for none. */
    long deadlineMs();

    /** Returns its place in the order of release. */
    long sequence();
}
