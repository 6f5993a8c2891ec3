package io.omniflow.engine.llm.sampling;

/**
 * Chooses tokens. The order is that of transformers: penalties, temperature, top-k, top-p, min-p,
 * then a draw by the seed and the position; there is no state between two calls.
 */
public final class TokenSampler {

    private TokenSampler() {}

    /**
     * Chooses the next token.
     *
     * @param logits one for each token id, finite; not changed
     * @param history what the sequence has
     * @param position how many tokens of the text there are already
     * @throws ArithmeticException if a logit is not finite
     */
    public static SampledToken choose(
            float[] logits, TokenHistory history, SamplingParams params, int position) {
        requireFinite(logits);
        float[] scores = logits;
        if (params.hasPenalties()) {
            scores = logits.clone();
            Penalties.apply(scores, history, params);
        }
        int id =
                params.isGreedy()
                        ? Ranking.first(scores, 1).get(0)
                        : Candidates.of(scores, params)
                                .choose(KeyedUniform.at(params.seed(), position));
        return SampledToken.of(id, logits, params.logprobs());
    }

    private static void requireFinite(float[] logits) {
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new ArithmeticException("a logit is " + logit);
            }
        }
    }
}
