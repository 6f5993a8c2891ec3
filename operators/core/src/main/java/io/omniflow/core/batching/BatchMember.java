package io.omniflow.core.batching;

/** What {@link BatchFill} needs to know of a generation that takes steps. */
public interface BatchMember {

    /** The stamp of one that took no step yet. */
    long NEVER = -1;

    /** Returns compute units of one step of it. */
    long units();

    /** Tells whether it is urgent. */
    boolean isUrgent();

    /**
     * Returns the number of its last step, counting the steps of all generations one by one; {@link
     * #NEVER} if it took none.
     */
    long lastStamp();

    /** Returns its place in the order of release. */
    long sequence();
}
