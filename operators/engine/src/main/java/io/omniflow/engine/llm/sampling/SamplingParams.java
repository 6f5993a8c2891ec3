package io.omniflow.engine.llm.sampling;

/**
 * How a request wants its tokens chosen.
 *
 * @param temperature divides the logits; 0 takes the likeliest token always
 * @param topK how many of the likeliest tokens are kept; 0 for all
 * @param topP the likeliest tokens are kept that together have this probability; 1 for all
 * @param minP tokens are kept whose probability is at least this share of the likeliest's
 * @param repetitionPenalty divides positive logits of tokens that prompt or text have, and
 *     multiplies negative ones; 1 for none
 * @param presencePenalty subtracted from the logits of tokens that the text has
 * @param frequencyPenalty subtracted from them as often as the text has them
 * @param seed with a token's position, decides every draw
 * @param logprobs for how many of the likeliest tokens logarithms of probabilities are told; 0 for
 *     the chosen one only
 */
public record SamplingParams(
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        double presencePenalty,
        double frequencyPenalty,
        long seed,
        int logprobs) {

    /** The likeliest token always. */
    public static final SamplingParams GREEDY = new SamplingParams(0, 0, 1, 0, 1, 0, 0, 0, 0);

    private static final double MOST_PENALTY = 2;

    /** Checks the ranges, which are those of OpenAI's and vLLM's interfaces. */
    public SamplingParams {
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
        require(topK >= 0, "top_k", topK, "at least 0");
        require(topP > 0 && topP <= 1, "top_p", topP, "above 0 to 1");
        require(minP >= 0 && minP <= 1, "min_p", minP, "0 to 1");
        require(
                repetitionPenalty > 0 && repetitionPenalty <= 100,
                "repetition_penalty",
                repetitionPenalty,
                "above 0 to 100");
        require(
                Math.abs(presencePenalty) <= MOST_PENALTY,
                "presence_penalty",
                presencePenalty,
                "-2 to 2");
        require(
                Math.abs(frequencyPenalty) <= MOST_PENALTY,
                "frequency_penalty",
                frequencyPenalty,
                "-2 to 2");
        require(logprobs >= 0 && logprobs <= 20, "logprobs", logprobs, "0 to 20");
    }

    /** Tells whether the likeliest token is taken always. */
    public boolean isGreedy() {
        return temperature == 0;
    }

    /** Tells whether tokens that were there before change the logits. */
    boolean hasPenalties() {
        return repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0;
    }

    private static void require(boolean holds, String name, Number value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}
