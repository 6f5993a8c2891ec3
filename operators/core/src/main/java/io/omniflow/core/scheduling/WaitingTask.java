package io.omniflow.core.scheduling;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.LevelAlternative;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import java.util.List;
import java.util.Objects;

/**
 * What scheduling must know of a waiting task to order it; the task itself stays in state.
 *
 * @param id the task
 * @param priority its class
 * @param tenant who asked; empty for the common tenant
 * @param sequence order of arrival, unique in its queue
 * @param arrivedMs epoch milliseconds of its arrival
 * @param deadlineMs epoch milliseconds by which the result is wanted; 0 for none
 * @param shape shape of its steps
 * @param steps number of its steps; of a text the most it may take
 * @param effort expected share of the steps' work that is computed, in (0, 1]
 * @param leastEffort least share, in (0, 1]: with less time the task cannot end
 * @param alternatives quality levels that it may move to, best first
 * @param fingerprint of the output
 * @param sharing what it has in common with the tasks that it may share a generation with; empty to
 *     share with none
 * @param cacheKey its cache neighbourhood
 * @param later the stages of its pipeline that are still to come
 */
public record WaitingTask(
        TaskId id,
        Priority priority,
        String tenant,
        long sequence,
        long arrivedMs,
        long deadlineMs,
        Shape shape,
        int steps,
        double effort,
        double leastEffort,
        List<LevelOption> alternatives,
        String fingerprint,
        String sharing,
        String cacheKey,
        List<LaterStage> later) {

    /** Checks that the entry is complete. */
    public WaitingTask {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(sharing, "sharing");
        Objects.requireNonNull(cacheKey, "cacheKey");
        alternatives = List.copyOf(alternatives);
        later = List.copyOf(later);
        if (!(effort > 0 && leastEffort > 0)) {
            throw new IllegalArgumentException(
                    "a task takes some effort, not " + effort + ", at least " + leastEffort);
        }
    }

    /** Describes a task of which every step is computed and that shares with its equals. */
    public WaitingTask(
            TaskId id,
            Priority priority,
            String tenant,
            long sequence,
            long arrivedMs,
            long deadlineMs,
            Shape shape,
            int steps,
            String fingerprint,
            String cacheKey) {
        this(
                id,
                priority,
                tenant,
                sequence,
                arrivedMs,
                deadlineMs,
                shape,
                steps,
                1,
                1,
                List.of(),
                fingerprint,
                fingerprint,
                cacheKey,
                List.of());
    }

    /** Describes a task that arrived at the given time. */
    public static WaitingTask of(GenerationTask task, long sequence, long arrivedMs) {
        int steps = task.params().stepsTaken();
        double effort = task.params().stepCache().effort();
        double least =
                task.params().stepCache().leastEffort(steps) * task.params().leastSteps() / steps;
        List<LevelOption> alternatives =
                task.alternatives().stream().map(other -> option(task, other)).toList();
        for (LevelOption other : alternatives) {
            least = Math.min(least, other.effort());
        }
        return new WaitingTask(
                task.id(),
                task.priority(),
                task.tenant(),
                sequence,
                arrivedMs,
                task.deadlineMs(),
                Shape.of(task.params()),
                steps,
                effort,
                least,
                alternatives,
                task.fingerprint(),
                task.sharingKey(),
                task.cacheKey(),
                task.route().next().stream().map(LaterStage::of).toList());
    }

    private static LevelOption option(GenerationTask task, LevelAlternative other) {
        return new LevelOption(
                other.fingerprint(),
                task.at(other.fingerprint()).sharingKey(),
                other.spec().effort());
    }

    /** Returns the task at a level, which it keeps; itself if that is its own. */
    WaitingTask at(LevelOption level) {
        if (level.fingerprint().equals(fingerprint)) {
            return this;
        }
        return new WaitingTask(
                id,
                priority,
                tenant,
                sequence,
                arrivedMs,
                deadlineMs,
                shape,
                steps,
                level.effort(),
                level.effort(),
                List.of(),
                level.fingerprint(),
                level.sharing(),
                cacheKey,
                later);
    }
}
