package io.omniflow.engine.llm.sampling;

import java.util.BitSet;

/** Makes tokens that were there before less likely, or more. */
final class Penalties {

    private Penalties() {}

    /**
     * Changes logits in place: first by repetition, as transformers do, over prompt and text; then
     * by frequency and presence, as OpenAI's interface defines them, over the text.
     */
    static void apply(float[] logits, TokenHistory history, SamplingParams params) {
        float repetition = Math.max(Float.MIN_VALUE, (float) params.repetitionPenalty());
        if (repetition != 1) {
            BitSet seen = history.seen();
            for (int id = seen.nextSetBit(0); id >= 0 && id < logits.length; ) {
                logits[id] =
                        finite(logits[id] < 0 ? logits[id] * repetition : logits[id] / repetition);
                id = seen.nextSetBit(id + 1);
            }
        }
        if (params.frequencyPenalty() != 0 || params.presencePenalty() != 0) {
            history.forEachWritten(
                    (id, count) ->
                            logits[id] -=
                                    (float)
                                            (params.frequencyPenalty() * count
                                                    + params.presencePenalty()));
        }
    }

    /** A tiny penalty must not make a logit that no probability can be computed of. */
    private static float finite(float logit) {
        return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, logit));
    }
}
