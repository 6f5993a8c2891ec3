package io.omniflow.executor.coordination;

import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;

/** The coordinators of a stage: the channel by which workers tell scheduling of their slots. */
public final class StageCoordination {

    private StageCoordination() {}

    /** Returns the coordinator of a stage's generation operator. */
    public static OperatorCoordinator.Provider generation(String stage, OperatorID operatorId) {
        return new GenerationCoordinator.Provider(stage, operatorId);
    }

    /** Returns the coordinator of a stage's scheduling operator. */
    public static OperatorCoordinator.Provider scheduling(String stage, OperatorID operatorId) {
        return new SchedulingCoordinator.Provider(stage, operatorId);
    }
}
