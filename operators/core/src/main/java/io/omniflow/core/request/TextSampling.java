package io.omniflow.core.request;

import java.io.Serializable;

/**
 * How a language model chooses a token. The names and ranges are those of OpenAI's completions API
 * and of transformers.
 *
 * @param temperature divides the logits; 0 takes the likeliest token always
 * @param topK how many of the likeliest tokens are kept; 0 for all
 * @param topP the likeliest tokens are kept that together have this probability; 1 for all
 * @param minP tokens are kept whose probability is at least this share of the likeliest's
 * @param repetitionPenalty divides positive logits of tokens that prompt or text have, and
 *     multiplies negative ones; 1 for none
 * @param presencePenalty subtracted from the logits of tokens that the text has
 * @param frequencyPenalty subtracted from them as often as the text has them
 * @param logprobs for how many of the likeliest tokens logarithms of probabilities are told; 0 for
 *     the chosen one only, {@link #NO_LOGPROBS} for none
 */
public record TextSampling(
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        double presencePenalty,
        double frequencyPenalty,
        int logprobs)
        implements Serializable {

    /** Stands for no probabilities in the output. */
    public static final int NO_LOGPROBS = -1;

    /** The likeliest token always. */
    public static final TextSampling GREEDY = new TextSampling(0, 0, 1, 0, 1, 0, 0, NO_LOGPROBS);

    /** Tells whether the likeliest token is taken always, so that no seed matters. */
    public boolean isGreedy() {
        return temperature == 0;
    }
}
