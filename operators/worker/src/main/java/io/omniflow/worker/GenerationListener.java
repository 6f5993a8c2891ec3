package io.omniflow.worker;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Preview;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.StepCost;
import java.util.List;

/**
 * What a {@link StepLoop} reports. Calls come from the loop's own threads, one after another for
 * each generation; they must not block. A generation is spoken of by the id of its {@link
 * Submission}. After {@link #finished} or {@link #failed} nothing more is said of it, and after
 * {@link StepLoop#cancel} nothing but an end that was already under way.
 */
public interface GenerationListener {

    /** The model is loaded and the loop takes tasks. Said once. */
    void ready();

    /** The model was loaded and is warm, for the first time or again. */
    default void loaded(long tookMs) {}

    /** The model left the device: for another one, to sleep, or since the device is lost. */
    default void unloaded() {}

    /** The model cannot be loaded, or the loop died of a defect: no task will ever finish. */
    void broken(Throwable failure);

    /** A generation is about to begin, restored ones too. Said once for each submission. */
    void began(TaskId id);

    /** Generations advanced, coalesced over at least the loop's report interval. */
    void progressed(List<StepProgress> progress);

    /**
     * A preview of a generation is made. Previews may be left out when more are made than can be
     * encoded.
     */
    default void shown(TaskId id, Preview preview) {}

    /**
     * A generation made room; its state is kept and its newest host snapshot is of this step.
     *
     * @param step steps taken
     * @param pauses how often it has been paused for urgent ones; making room for one that runs
     *     alone does not count
     */
    void paused(TaskId id, int step, int pauses);

    /** A paused generation goes on after the given number of steps. */
    void resumed(TaskId id, int step);

    /**
     * What steps have cost since the loop was made; at most once a report interval and when a
     * generation ends.
     */
    void measured(List<StepCost> costs);

    /** A generation ended with an output. */
    void finished(TaskId id, Output output, StepTimes times);

    /** A picture was painted again without its step cache; it had been reported as finished. */
    default void audited(AuditReport report) {}

    /**
     * A generation ended without output; the others go on. The code is DEADLINE_EXCEEDED if its
     * deadline passed, WORKER_TIMEOUT if a step of it alone did not return.
     */
    void failed(TaskId id, CoreModuleException failure, StepTimes times);
}
