package io.omniflow.executor.delivery;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.pipeline.Leg;
import io.omniflow.core.pipeline.Route;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Stands in for the images of a request that did not end in time. */
final class MissingImages {

    private MissingImages() {}

    /** Returns what has ended and, for each other image of the request, that it timed out. */
    static List<TaskOutcome> fill(List<TaskOutcome> ended, long timeoutMs) {
        Set<Integer> present = new HashSet<>();
        ended.forEach(outcome -> present.add(outcome.task().id().index()));
        GenerationTask sibling = ended.get(0).task();
        TaskError error =
                new TaskError(
                        ErrorCode.REQUEST_TIMEOUT,
                        "the output was not ready "
                                + timeoutMs
                                + " ms after the first one of its request");
        List<TaskOutcome> all = new ArrayList<>(ended);
        for (int index = 0; index < sibling.count(); index++) {
            if (!present.contains(index)) {
                all.add(
                        TaskOutcome.failed(
                                at(index, sibling), TaskStatus.FAILED, error, TaskTimings.NONE));
            }
        }
        return all;
    }

    /**
     * Derives a task from one of the same request; only admission can tell its fingerprint. Of a
     * pipeline it is the last stage's, wherever the sibling ended: that is where images come from.
     */
    private static GenerationTask at(int index, GenerationTask sibling) {
        Route route = sibling.route();
        List<Leg> next = route.next();
        Leg last = next.isEmpty() ? null : next.get(next.size() - 1);
        StageParams params = last == null ? sibling.params() : last.params();
        return new GenerationTask(
                new TaskId(sibling.id().requestId(), index),
                sibling.count(),
                last == null ? sibling.model() : last.model(),
                last == null ? sibling.modelRevision() : last.revision(),
                params.withSeed(params.seed() - sibling.id().index() + index),
                sibling.priority(),
                sibling.tenant(),
                sibling.deadlineMs(),
                sibling.createdMs(),
                "",
                sibling.requestFingerprint(),
                sibling.cacheKey(),
                sibling.cache(),
                List.of(),
                sibling.headers(),
                new Route(route.pipeline(), List.of(), List.of()));
    }
}
