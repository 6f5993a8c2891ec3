package io.omniflow.core.scheduling;

import java.io.Serializable;

/**
 * The absolute numbers from which a worker's free slots follow: {@code capacity - heldAtOpen -
 * extra - (released - completed)}, where only scheduling knows what it released.
 *
 * @param slots generations that advance at once
 * @param capacity tasks the worker takes: slots and prefetch; 0 while its model is not loaded
 * @param overcommit paused generations it can hold besides, so that urgent ones run at once
 * @param heldAtOpen tasks with a slot that it held when the attempt began, restored from state
 * @param completed tasks with a slot that ended in this attempt, slots returned included
 * @param extra tasks it holds now that were released without a slot
 */
public record SlotCounts(
        int slots, int capacity, int overcommit, int heldAtOpen, long completed, int extra)
        implements Serializable {}
