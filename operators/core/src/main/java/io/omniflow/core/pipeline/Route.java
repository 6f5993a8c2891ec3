package io.omniflow.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The way of a task through the stages of a pipeline. The stage that it is at is in neither list.
 *
 * @param pipeline name of the pipeline; empty for a task of one stage alone
 * @param passed what the stages behind it have written, the first one first
 * @param next the stages still to come, the next one first
 */
public record Route(String pipeline, List<StageReport> passed, List<Leg> next) {

    /** The way of a task that a single stage serves. */
    public static final Route NONE = new Route("", List.of(), List.of());

    /** Copies the lists. */
    public Route {
        Objects.requireNonNull(pipeline, "pipeline");
        passed = List.copyOf(passed);
        next = List.copyOf(next);
        if (pipeline.isEmpty() && !(passed.isEmpty() && next.isEmpty())) {
            throw new IllegalArgumentException("stages before or behind need a pipeline's name");
        }
    }

    /** Tells whether the task belongs to a pipeline. */
    public boolean isPipeline() {
        return !pipeline.isEmpty();
    }

    /** Tells whether the task comes from an earlier stage of its pipeline. */
    public boolean isContinued() {
        return !passed.isEmpty();
    }

    /** Returns the way that is left once the present stage has ended with a report. */
    Route after(StageReport report) {
        List<StageReport> behind = new ArrayList<>(passed);
        behind.add(report);
        return new Route(pipeline, behind, next.subList(1, next.size()));
    }

    /** Returns the same with nothing in place of the pictures that later stages start from. */
    public Route withoutPictures() {
        return next.stream().allMatch(leg -> leg.params().init() == null)
                ? this
                : new Route(pipeline, passed, next.stream().map(Leg::withoutPicture).toList());
    }
}
