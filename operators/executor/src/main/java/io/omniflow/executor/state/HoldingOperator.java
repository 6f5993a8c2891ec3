package io.omniflow.executor.state;

import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/**
 * An operator that emits on its own account (timers, completions, events) and therefore holds back
 * between a savepoint that stops the job and the job's end. Such emissions go through {@link
 * #hold}.
 *
 * @param <R> type of the main output
 */
public abstract class HoldingOperator<R> extends AbstractStreamOperator<R> {

    private static final long serialVersionUID = 1L;

    private transient SavepointHold hold;

    /** Creates an operator that Flink sets up later. */
    protected HoldingOperator() {}

    /** Creates an operator of a factory. */
    protected HoldingOperator(StreamOperatorParameters<R> parameters) {
        super(parameters);
    }

    /** Returns the hold; from {@link #open} on, on the mailbox thread. */
    protected final SavepointHold hold() {
        return hold;
    }

    @Override
    public void open() throws Exception {
        super.open();
        hold = new SavepointHold();
    }

    @Override
    public final void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        hold.beforeBarrier(checkpointId);
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public final OperatorSnapshotFutures snapshotState(
            long checkpointId,
            long timestamp,
            CheckpointOptions options,
            CheckpointStreamFactory factory)
            throws Exception {
        hold.onSnapshot(checkpointId, options);
        return super.snapshotState(checkpointId, timestamp, options, factory);
    }

    @Override
    public final void notifyCheckpointAborted(long checkpointId) throws Exception {
        super.notifyCheckpointAborted(checkpointId);
        hold.onAborted(checkpointId);
    }
}
