package io.omniflow.executor.coordination;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationRequestHandler;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.jspecify.annotations.Nullable;

/** Receives the slot reports of a stage's workers and puts them on the stage's board. */
final class GenerationCoordinator extends StatelessCoordinator
        implements CoordinationRequestHandler {

    private GenerationCoordinator(String stage, Context context) {
        super(stage, context);
    }

    @Override
    public CompletableFuture<CoordinationResponse> handleCoordinationRequest(
            CoordinationRequest request) {
        board().report(((SlotReportRequest) request).report());
        // The answer is read by Flink's class loader, which does not know our classes.
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {}

    @Override
    public void executionAttemptFailed(int subtask, int attempt, @Nullable Throwable reason) {
        board().attemptEnded(subtask, attempt);
    }

    @Override
    public void subtaskReset(int subtask, long checkpointId) {
        board().forget(subtask);
    }

    /** Creates the coordinator in the JobManager. */
    record Provider(String stage, OperatorID operatorId) implements OperatorCoordinator.Provider {

        @Override
        public OperatorID getOperatorId() {
            return operatorId;
        }

        @Override
        public OperatorCoordinator create(Context context) {
            return new GenerationCoordinator(stage, context);
        }
    }
}
