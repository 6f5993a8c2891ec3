package io.omniflow.core.generation;

import io.omniflow.core.request.GenerationTask;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.IntStream;

/**
 * The steps of a picture after which previews are shown: they divide its steps evenly. A picture of
 * few steps has fewer previews, since each is of another step and none is of the last, whose
 * picture is the output.
 */
@SuppressWarnings("ArrayRecordComponent") // a table that is read, never compared
public record PreviewSteps(int... steps) {

    /** No previews. */
    public static final PreviewSteps NONE = new PreviewSteps();

    /** Sorts the steps and drops what repeats. */
    public PreviewSteps {
        steps = Arrays.stream(steps).sorted().distinct().toArray();
    }

    /** Returns where a number of previews falls in a number of steps. */
    public static PreviewSteps of(int previews, int steps) {
        return new PreviewSteps(
                IntStream.rangeClosed(1, previews)
                        .map(i -> (int) ((long) i * steps / (previews + 1)))
                        .filter(step -> step > 0 && step < steps)
                        .toArray());
    }

    /** Returns those of a task. */
    public static PreviewSteps of(GenerationTask task) {
        return task.previews() == 0 ? NONE : of(task.previews(), task.params().stepsTaken());
    }

    /** Returns those of tasks that share a generation: the steps of all. */
    public static PreviewSteps ofAll(Collection<GenerationTask> tasks) {
        if (tasks.stream().allMatch(task -> task.previews() == 0)) {
            return NONE;
        }
        return new PreviewSteps(
                tasks.stream().flatMapToInt(task -> Arrays.stream(of(task).steps)).toArray());
    }

    /**
     * Returns the index, from 0, of the preview after a number of steps; negative if it is none.
     */
    public int indexAt(int step) {
        return Arrays.binarySearch(steps, step);
    }

    /** Tells whether there is a preview after a number of steps. */
    public boolean isAt(int step) {
        return indexAt(step) >= 0;
    }

    /** Returns how many there are. */
    public int count() {
        return steps.length;
    }

    /** Returns a copy of the steps, in order. */
    @Override
    public int[] steps() {
        return steps.clone();
    }
}
