package io.omniflow.worker;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.TaskId;
import java.util.List;

/**
 * What a {@link StepLoop} reports. Calls come from the loop's own threads; they must not block.
 * After {@link #finished} or {@link #failed} nothing more is said of a task.
 */
public interface GenerationListener {

    /** The model is loaded and the loop takes tasks. */
    void ready();

    /** The model cannot be loaded, or the loop died of a defect: no task will ever finish. */
    void broken(Throwable failure);

    /** Generations advanced, coalesced over at least the loop's report interval. */
    void progressed(List<StepProgress> progress);

    /** A generation ended with an output. */
    void finished(TaskId id, Output output, StepTimes times);

    /** A generation ended without output; the others go on. */
    void failed(TaskId id, CoreModuleException failure, StepTimes times);
}
