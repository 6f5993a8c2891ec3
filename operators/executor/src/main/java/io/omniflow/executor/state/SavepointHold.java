package io.omniflow.executor.state;

import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SavepointType;

/**
 * Holds back what an operator emits between a savepoint that stops the job and the job's end.
 *
 * <p>Stopping with a savepoint but without draining does not stop an operator at the savepoint:
 * timers fire and asynchronous work completes until the tasks end. Whatever is emitted in that time
 * is not in the savepoint, so it is emitted again after the restore. From such a savepoint on this
 * class defers every emission; if the savepoint is abandoned, so that the job goes on, the deferred
 * emissions run in their order.
 *
 * <p>It is used on the mailbox thread only. {@link HoldingOperator} calls it where Flink's internal
 * savepoint types appear, so that no other class needs them; whatever an operator emits that was
 * not caused by an input record goes through {@link #emit}:
 *
 * <pre>{@code
 * hold().emit(() -> output.collect(new StreamRecord<>(result)));
 * }</pre>
 *
 * <p>A deferred emission must carry its values: the current key is another one when it runs. What
 * it emits must already be removed from, or never be in, the state of later checkpoints.
 */
public final class SavepointHold {

    private static final long NONE = -1;

    private final Queue<Runnable> deferred = new ArrayDeque<>();
    private long heldBy = NONE;

    /** Tells whether emissions are deferred now. */
    public boolean isHolding() {
        return heldBy != NONE;
    }

    /** Runs the emission at once, or at the end of the hold. */
    public void emit(Runnable emission) {
        if (isHolding()) {
            deferred.add(emission);
        } else {
            emission.run();
        }
    }

    /**
     * Ends a hold when a later checkpoint begins: the savepoint must have been abandoned, even if
     * its notification was lost. This runs before the barrier, because what is emitted behind it
     * would be neither in the checkpoint nor before it.
     */
    public void beforeBarrier(long checkpointId) {
        if (isHolding() && checkpointId > heldBy) {
            release();
        }
    }

    /** Begins a hold if the snapshot is a savepoint that stops the job without draining it. */
    public void onSnapshot(long checkpointId, CheckpointOptions options) {
        if (options.getCheckpointType() instanceof SavepointType savepoint
                && savepoint.isSynchronous()
                && !savepoint.shouldDrain()) {
            heldBy = checkpointId;
        }
    }

    /** Ends the hold if it is this savepoint that was given up. */
    public void onAborted(long checkpointId) {
        if (checkpointId == heldBy) {
            release();
        }
    }

    private void release() {
        heldBy = NONE;
        for (Runnable next = deferred.poll(); next != null; next = deferred.poll()) {
            next.run();
        }
    }
}
