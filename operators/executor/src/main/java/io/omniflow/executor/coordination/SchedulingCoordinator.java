package io.omniflow.executor.coordination;

import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.jspecify.annotations.Nullable;

/**
 * Passes the slot reports of a stage's workers on to the stage's one scheduling subtask, and what
 * the other stages' workers say of costs.
 */
final class SchedulingCoordinator extends StatelessCoordinator {

    private SchedulingCoordinator(String stage, Context context) {
        super(stage, context);
    }

    @Override
    public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {
        board().subscribe(gateway::sendEvent);
        costs().subscribe(stage(), gateway::sendEvent);
    }

    @Override
    public void executionAttemptFailed(int subtask, int attempt, @Nullable Throwable reason) {
        board().unsubscribe();
        costs().unsubscribe(stage());
    }

    @Override
    public void subtaskReset(int subtask, long checkpointId) {
        board().unsubscribe();
        costs().unsubscribe(stage());
    }

    /** Creates the coordinator in the JobManager. */
    record Provider(String stage, OperatorID operatorId) implements OperatorCoordinator.Provider {

        @Override
        public OperatorID getOperatorId() {
            return operatorId;
        }

        @Override
        public OperatorCoordinator create(Context context) {
            return new SchedulingCoordinator(stage, context);
        }
    }
}
