package io.omniflow.executor.coordination;

import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.jspecify.annotations.Nullable;

/** The coordinators of a stage: the channel by which workers tell scheduling of their slots. */
public final class StageCoordination {

    private StageCoordination() {}

    /**
     * Returns the coordinator of a stage's generation operator.
     *
     * @param suspectFile where the job remembers which tasks may have killed a process, a Flink
     *     file system path; null to forget it with the JobManager
     */
    public static OperatorCoordinator.Provider generation(
            String stage, OperatorID operatorId, @Nullable String suspectFile) {
        return new GenerationCoordinator.Provider(stage, operatorId, suspectFile);
    }

    /** Returns the coordinator of a stage's scheduling operator. */
    public static OperatorCoordinator.Provider scheduling(String stage, OperatorID operatorId) {
        return new SchedulingCoordinator.Provider(stage, operatorId);
    }
}
