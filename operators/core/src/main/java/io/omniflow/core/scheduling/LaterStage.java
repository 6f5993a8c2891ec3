package io.omniflow.core.scheduling;

import io.omniflow.core.pipeline.Leg;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.Objects;

/**
 * What a task has to do in a stage of its pipeline that is still to come.
 *
 * @param stage name of the stage
 * @param shape shape of its steps there
 * @param steps number of its steps there; of a text the most it may take
 * @param effort expected share of the steps' work that is computed, in (0, 1]
 * @param leastEffort least share, in (0, 1]
 */
public record LaterStage(String stage, Shape shape, int steps, double effort, double leastEffort) {

    /** Checks that the entry is complete. */
    public LaterStage {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(shape, "shape");
    }

    static LaterStage of(Leg leg) {
        StageParams params = leg.params();
        int steps = params.stepsTaken();
        double least = params.stepCache().leastEffort(steps);
        for (StepCacheSpec level : leg.alternatives()) {
            least = Math.min(least, level.effort());
        }
        return new LaterStage(
                leg.model(),
                Shape.of(params),
                steps,
                params.stepCache().effort(),
                least * params.leastSteps() / steps);
    }
}
