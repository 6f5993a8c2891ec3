package io.omniflow.worker;

import io.omniflow.core.request.TaskId;

/**
 * How far a generation is.
 *
 * @param id the task
 * @param step steps taken
 * @param steps steps in all
 */
public record StepProgress(TaskId id, int step, int steps) {}
