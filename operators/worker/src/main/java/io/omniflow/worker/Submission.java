package io.omniflow.worker;

import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.PreviewSteps;
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
 * @param previews after which steps previews are made, for it or for those who share it
 */
public record Submission(
        TaskId id,
        GenerationTask task,
        @Nullable Snapshot from,
        RunTerms terms,
        int pauses,
        boolean alone,
        Neighbourhood neighbours,
        PreviewSteps previews) {

    /** Checks that the submission is complete. */
    public Submission {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(terms, "terms");
        Objects.requireNonNull(neighbours, "neighbours");
        Objects.requireNonNull(previews, "previews");
        if (pauses < 0) {
            throw new IllegalArgumentException(
                    "a generation is paused no negative number of times, not " + pauses);
        }
    }

    /** A task with its own previews. */
    public Submission(
            TaskId id,
            GenerationTask task,
            @Nullable Snapshot from,
            RunTerms terms,
            int pauses,
            boolean alone,
            Neighbourhood neighbours) {
        this(id, task, from, terms, pauses, alone, neighbours, PreviewSteps.of(task));
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
        return new Submission(id, task, null, terms, pauses, alone, neighbours, previews);
    }

    /** The same with other previews. */
    Submission showing(PreviewSteps others) {
        return new Submission(id, task, from, terms, pauses, alone, neighbours, others);
    }

    /** The same with what became of it. */
    Submission goingOn(int pausesByNow, boolean aloneByNow) {
        return new Submission(id, task, null, terms, pausesByNow, aloneByNow, neighbours, previews);
    }
}
