package io.omniflow.executor.coordination;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.operators.coordination.CoordinatorStore;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.jspecify.annotations.Nullable;

/** What the two coordinators of a stage share: the board, and checkpoints of nothing. */
abstract class StatelessCoordinator implements OperatorCoordinator {

    private static final String COSTS = "omniflow.costs";

    private static final byte[] NOTHING = new byte[0];

    private final String stage;
    private final CoordinatorStore store;

    StatelessCoordinator(String stage, Context context) {
        this.stage = stage;
        this.store = context.getCoordinatorStore();
    }

    final SlotBoard board() {
        String key = "omniflow.slots." + stage;
        store.putIfAbsent(key, new SlotBoard());
        return (SlotBoard) store.get(key);
    }

    /** Returns the board of costs that all stages of the job share. */
    final CostBoard costs() {
        store.putIfAbsent(COSTS, new CostBoard());
        return (CostBoard) store.get(COSTS);
    }

    final String stage() {
        return stage;
    }

    final CoordinatorStore store() {
        return store;
    }

    @Override
    public void start() {}

    @Override
    public void close() {}

    @Override
    public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {
        throw new IllegalArgumentException(
                "unexpected event " + event + " from subtask " + subtask);
    }

    @Override
    public final void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
        result.complete(NOTHING);
    }

    @Override
    public final void notifyCheckpointComplete(long checkpointId) {}

    @Override
    public void resetToCheckpoint(long checkpointId, byte @Nullable [] checkpointData) {
        board().forgetAll();
    }
}
