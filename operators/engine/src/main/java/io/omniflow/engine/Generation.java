package io.omniflow.engine;

import io.omniflow.core.generation.PreviewSteps;
import io.omniflow.core.generation.StepCacheReport;
import java.util.List;

/**
 * One generation in progress on a device. It belongs to the thread that runs its {@link StepModel}
 * and owns native memory until closed.
 */
public interface Generation extends AutoCloseable {

    /** Returns how many steps have been taken. */
    int step();

    /** Returns how many steps there are in all. */
    int steps();

    /** Returns what members of one batch have in common, such as their latent shape. */
    Object batchKey();

    /** Returns what the sender should know, such as words the model does not know. */
    List<String> warnings();

    /** Returns what the step cache has done so far. */
    default StepCacheReport stepCache() {
        return StepCacheReport.NONE;
    }

    /** Returns the text so far, which only ever grows at its end; empty of a picture. */
    default String text() {
        return "";
    }

    /**
     * Has the generation keep, after each of these steps, what {@link StepModel#preview} needs. It
     * changes no output. A generation that has no previews does nothing.
     */
    default void preview(PreviewSteps steps) {}

    /** Frees the native memory; idempotent. */
    @Override
    void close();

    /** Tells whether all steps have been taken. */
    default boolean isDone() {
        return step() >= steps();
    }
}
