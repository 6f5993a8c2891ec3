package io.omniflow.engine;

import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.StageParams;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that generates in steps: one denoising step, or one token. All methods run on one thread,
 * the device loop that owns the model.
 *
 * @param <G> the model's own kind of generation
 */
public interface StepModel<G extends Generation> extends AutoCloseable {

    /**
     * Starts a generation: encodes the prompt and draws the initial noise, or takes the latents of
     * a neighbour and gives up part of them for noise, or restores its own.
     *
     * @param beginning what to generate, and from where
     * @throws io.omniflow.core.error.InvalidRequestException if the model cannot do what is asked
     */
    G begin(Beginning beginning);

    /** Starts a generation from noise, or resumes one that did. */
    default G begin(StageParams params, @Nullable Snapshot from) {
        return begin(new Beginning(params, from));
    }

    /** Starts a generation that may start from neighbours, or resumes one. */
    default G begin(StageParams params, @Nullable Snapshot from, Neighbourhood neighbours) {
        return begin(new Beginning(params, "", from, neighbours));
    }

    /**
     * Advances each member by one step. Members have equal {@link Generation#batchKey()} and may be
     * at different steps and have different step counts; none is done.
     *
     * @return one report for each member, in order
     */
    List<StepReport> step(List<G> batch);

    /**
     * Does the device's part of the output of a generation that is done, such as decoding latents.
     * No step runs meanwhile.
     *
     * @throws io.omniflow.core.error.CoreModuleException with NOT_FINITE if the output has values
     *     that are not finite; other generations are not affected
     */
    PendingOutput finish(G generation);

    /**
     * The same, with what generations of similar prompts may start from.
     *
     * @param keepLatents whether the output is to have it; a model that has none, and a generation
     *     that started from a picture itself, leave it out
     */
    default PendingOutput finish(G generation, boolean keepLatents) {
        return finish(generation);
    }

    /**
     * Does the device's part of a preview of a generation that has just taken one of the steps that
     * {@link Generation#preview} was told. The generation goes on as if nothing had happened.
     *
     * @return the preview, to be encoded on any thread; null if there is none
     */
    default @Nullable PendingPreview preview(G generation) {
        return null;
    }

    /** Copies what is needed to resume to host memory. The copy is never written again. */
    Snapshot snapshot(G generation);

    /** Frees the native memory of the model; generations must be closed before. */
    @Override
    void close();
}
