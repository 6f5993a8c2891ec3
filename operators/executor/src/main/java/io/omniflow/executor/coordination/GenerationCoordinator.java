package io.omniflow.executor.coordination;

import io.omniflow.core.scheduling.SlotReport;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationRequestHandler;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.jspecify.annotations.Nullable;

/**
 * Receives the slot reports of a stage's workers, puts them on the stage's board, and tells the
 * workers what the job's board of suspects says.
 */
final class GenerationCoordinator extends StatelessCoordinator
        implements CoordinationRequestHandler {

    private static final String SUSPECTS = "omniflow.suspects";

    private final Context context;
    private final @Nullable String suspectFile;

    private GenerationCoordinator(String stage, @Nullable String suspectFile, Context context) {
        super(stage, context);
        this.context = context;
        this.suspectFile = suspectFile;
    }

    @Override
    public void start() {
        board().limit(context.currentParallelism());
        suspects().start(stage(), context.currentParallelism());
    }

    @Override
    public void close() {
        suspects().close(stage());
    }

    @Override
    public CompletableFuture<CoordinationResponse> handleCoordinationRequest(
            CoordinationRequest request) {
        if (request instanceof WorkerClosed end) {
            suspects().closed(stage(), end);
        } else if (request instanceof GiveUpRequest asked) {
            board().giveUp(asked);
        } else {
            SlotReport report = ((SlotReportRequest) request).report();
            if (board().report(report)) {
                boolean complete = report.running().size() < SlotReporter.MAX_RUNNING;
                suspects().reported(stage(), report, complete);
                costs().report(stage(), report, System.currentTimeMillis());
            }
        }
        // The answer is read by Flink's class loader, which does not know our classes.
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {
        suspects().ready(new Seat(stage(), subtask), attempt, gateway);
    }

    @Override
    public void executionAttemptFailed(int subtask, int attempt, @Nullable Throwable reason) {
        board().attemptEnded(subtask, attempt);
        suspects().ended(new Seat(stage(), subtask), attempt);
    }

    @Override
    public void subtaskReset(int subtask, long checkpointId) {
        board().forget(subtask);
    }

    private SuspectBoard suspects() {
        return (SuspectBoard)
                store().compute(
                                SUSPECTS,
                                (key, known) ->
                                        known == null ? new SuspectBoard(suspectFile) : known);
    }

    /** Creates the coordinator in the JobManager. */
    record Provider(String stage, OperatorID operatorId, @Nullable String suspectFile)
            implements OperatorCoordinator.Provider {

        @Override
        public OperatorID getOperatorId() {
            return operatorId;
        }

        @Override
        public OperatorCoordinator create(Context context) {
            return new GenerationCoordinator(stage, suspectFile, context);
        }
    }
}
