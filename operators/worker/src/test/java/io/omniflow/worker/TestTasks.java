package io.omniflow.worker;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunTerms;
import java.util.Map;

/** Tasks for tests; the prompt is the request id. */
final class TestTasks {

    /** Terms on which a task may be paused twice. */
    static final RunTerms PAUSABLE = new RunTerms(RunTerms.NOT_URGENT, 2, 300_000);

    /** Terms on which a task takes the place of others. */
    static final RunTerms URGENT = new RunTerms(0, 0, 300_000);

    private TestTasks() {}

    static GenerationTask task(String prompt, int width, int steps, Priority priority) {
        return task(prompt, width, steps, priority, 0);
    }

    static GenerationTask task(
            String prompt, int width, int steps, Priority priority, long deadlineMs) {
        return new GenerationTask(
                new TaskId(prompt, 0),
                1,
                "m",
                "r",
                new GenerationParams(prompt, "", width, 32, steps, 1.0, 7),
                priority,
                "",
                deadlineMs,
                0,
                "fingerprint",
                "request",
                "key",
                Map.of());
    }

    static GenerationTask with(GenerationTask task, GenerationParams params) {
        return new GenerationTask(
                task.id(),
                1,
                "m",
                "r",
                params,
                task.priority(),
                "",
                task.deadlineMs(),
                0,
                "fingerprint",
                "request",
                "key",
                Map.of());
    }

    static GenerationTask normal(String prompt, int steps) {
        return task(prompt, 32, steps, Priority.NORMAL);
    }
}
