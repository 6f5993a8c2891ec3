package io.omniflow.worker;

import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunTerms;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task handed to the loop.
 *
 * @param id the loop's own key of the generation, by which it speaks of it; it may differ from the
 *     task's once another task has taken the generation over
 * @param task what to generate
 * @param from where to resume; null to start
 * @param terms on what terms it was released
 * @param pauses how often it has been paused for urgent ones
 * @param alone whether it must have the device to itself
 * @param neighbours what it may start from in place of noise, unless it resumes
 */
public record Submission(
        TaskId id,
        GenerationTask task,
        @Nullable Snapshot from,
        RunTerms terms,
        int pauses,
        boolean alone,
        Neighbourhood neighbours) {

    /** Checks that the submission is complete. */
    public Submission {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(terms, "terms");
        Objects.requireNonNull(neighbours, "neighbours");
        if (pauses < 0) {
            throw new IllegalArgumentException(
                    "a generation is paused no negative number of times, not " + pauses);
        }
    }

    /** A task that starts from noise or resumes. */
    public Submission(
            TaskId id,
            GenerationTask task,
            @Nullable Snapshot from,
            RunTerms terms,
            int pauses,
            boolean alone) {
        this(id, task, from, terms, pauses, alone, Neighbourhood.NONE);
    }

    /** A task that starts from noise and bears company. */
    public static Submission fresh(GenerationTask task, RunTerms terms) {
        return new Submission(task.id(), task, null, terms, 0, false);
    }

    /** The same without the snapshot, which may be large. */
    Submission withoutSnapshot() {
        return new Submission(id, task, null, terms, pauses, alone, neighbours);
    }

    /** The same with what became of it. */
    Submission goingOn(int pausesByNow, boolean aloneByNow) {
        return new Submission(id, task, null, terms, pausesByNow, aloneByNow, neighbours);
    }
}
