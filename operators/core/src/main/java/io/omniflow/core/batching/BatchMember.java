package io.omniflow.core.batching;

/** What {@link BatchFill} needs to know of a generation that takes steps. */
public interface BatchMember {

    /** A turn before the first. */
    long NEVER = -1;

    /** Returns compute units of one step of it. */
    long units();

    /** Tells whether it is urgent. */
    boolean isUrgent();

    /** Returns the turn in which it took its last step; {@link #NEVER} if it took none. */
    long lastTurn();

    /** Returns its place in the order of release. */
    long sequence();
}
