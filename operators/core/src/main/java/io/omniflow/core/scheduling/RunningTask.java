package io.omniflow.core.scheduling;

import io.omniflow.core.request.TaskId;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A task on a worker.
 *
 * @param id the task
 * @param followers equal tasks that share its generation
 * @param fingerprint of the output
 * @param sharing what tasks have in common with it that may share its generation; empty if none may
 * @param tenant who asked for it
 * @param cacheKey its cache neighbourhood, which is the path of commands that follow it
 * @param shape shape of its steps
 * @param level how urgent it is ({@link RunTerms#level})
 * @param state what it is doing
 * @param step steps taken
 * @param steps steps in all; of a text the most it may take
 * @param effort expected share of the steps' work that is computed, in (0, 1]
 * @param sinceMs epoch milliseconds of its first step, or of its release if it has not begun: it is
 *     no output of what was invalidated before
 */
public record RunningTask(
        TaskId id,
        List<TaskId> followers,
        String fingerprint,
        String sharing,
        String tenant,
        String cacheKey,
        Shape shape,
        int level,
        RunState state,
        int step,
        int steps,
        double effort,
        long sinceMs)
        implements Serializable {

    /** Checks that the entry is complete and copies the list. */
    public RunningTask {
        Objects.requireNonNull(id, "id");
        followers = List.copyOf(followers);
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(sharing, "sharing");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(cacheKey, "cacheKey");
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(state, "state");
    }

    /** A task without a tenant of which every step is computed and that shares with its equals. */
    public RunningTask(
            TaskId id,
            List<TaskId> followers,
            String fingerprint,
            String cacheKey,
            Shape shape,
            int level,
            RunState state,
            int step,
            int steps) {
        this(
                id,
                followers,
                fingerprint,
                fingerprint,
                "",
                cacheKey,
                shape,
                level,
                state,
                step,
                steps,
                1,
                0);
    }

    /** Returns how many computed steps its rest is expected to be worth. */
    double rest(ExpectedSteps expected) {
        return expected.rest(step, steps) * effort;
    }
}
