package io.omniflow.engine.sd3;

import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import org.jspecify.annotations.Nullable;

/**
 * What a finished generation leaves for others, copied to host memory in float32.
 *
 * @param shape shape of the latents
 * @param latents the latents after the last step
 * @param embedding pooled embedding of the prompt
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record Sd3Latents(long[] shape, float[] latents, float[] embedding) {

    static Sd3Latents of(Sd3Generation generation) {
        return new Sd3Latents(
                generation.latents().getShape().getShape().clone(),
                generation.latents().toFloatArray(),
                generation.embedding());
    }

    /** Rounds them, on any thread; null if float16 cannot hold them. */
    @Nullable FinalLatents rounded() {
        HalfTensor picture = HalfTensor.of(shape, latents);
        HalfTensor prompt = HalfTensor.of(new long[] {embedding.length}, embedding);
        return picture.isFinite() && prompt.isFinite() ? new FinalLatents(picture, prompt) : null;
    }
}
