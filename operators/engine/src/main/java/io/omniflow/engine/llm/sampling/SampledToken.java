package io.omniflow.engine.llm.sampling;

import java.util.List;

/**
 * A token that was chosen.
 *
 * @param id the token
 * @param logprob natural logarithm of its probability by the model alone, before penalties and
 *     temperature
 * @param top the likeliest tokens by the same measure, if they were asked for
 */
public record SampledToken(int id, double logprob, List<Alternative> top) {

    /**
     * A token that could have been chosen.
     *
     * @param id the token
     * @param logprob natural logarithm of its probability by the model alone
     */
    public record Alternative(int id, double logprob) {}

    /** Copies the list. */
    public SampledToken {
        top = List.copyOf(top);
    }

    static SampledToken of(int id, float[] logits, int alternatives) {
        double norm = logSumExp(logits);
        List<Alternative> top =
                Ranking.first(logits, alternatives).stream()
                        .map(other -> new Alternative(other, logits[other] - norm))
                        .toList();
        return new SampledToken(id, logits[id] - norm, top);
    }

    static float max(float[] values) {
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    private static double logSumExp(float[] logits) {
        float max = max(logits);
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((double) logit - max);
        }
        return max + Math.log(sum);
    }
}
