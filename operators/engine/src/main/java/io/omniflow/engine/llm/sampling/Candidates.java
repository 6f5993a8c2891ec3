package io.omniflow.engine.llm.sampling;

import java.util.Arrays;

/**
 * The tokens that may be chosen, likeliest first, equal ones by their ids.
 *
 * @param ids the tokens
 * @param weights their probabilities but for a common factor; the first is 1
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one draw
record Candidates(int[] ids, double[] weights) {

    /**
     * Filters tokens in the order of transformers: temperature, top-k, top-p, min-p, each by the
     * probabilities that the ones before have left.
     *
     * @param logits after penalties; not changed
     */
    static Candidates of(float[] logits, SamplingParams params) {
        float first = SampledToken.max(logits);
        float least = leastOfTopK(logits, params);
        double mass = mass(logits, first, least, params.temperature());
        // All tokens below this together have half of what top-p cuts off, or less.
        double share = mass * (1 - params.topP()) / logits.length / 2;
        double floor = Math.max(least, first + Math.log(share) * params.temperature());
        Candidates likely = sorted(logits, (float) floor, params.temperature());
        return likely.topP(params.topP(), mass).minP(params.minP());
    }

    /** Chooses by a number from 0 (included) to 1 (excluded). */
    int choose(double number) {
        double left = number * sum();
        for (int i = 0; i < ids.length; i++) {
            left -= weights[i];
            if (left < 0) {
                return ids[i];
            }
        }
        return ids[ids.length - 1];
    }

    /**
     * Cuts off the unlikeliest tokens.
     *
     * @param mass weight of all tokens, those too that are not here any more
     */
    private Candidates topP(double share, double mass) {
        if (share == 1) {
            return this;
        }
        double most = (1 - share) * mass;
        double tail = mass - sum();
        int keep = ids.length;
        while (keep > 1 && tail + weights[keep - 1] <= most) {
            keep--;
            tail += weights[keep];
        }
        return first(keep);
    }

    private Candidates minP(double share) {
        int keep = ids.length;
        while (keep > 1 && weights[keep - 1] < share) {
            keep--;
        }
        return first(keep);
    }

    private Candidates first(int count) {
        return new Candidates(Arrays.copyOf(ids, count), Arrays.copyOf(weights, count));
    }

    private double sum() {
        double sum = 0;
        for (int i = weights.length - 1; i >= 0; i--) {
            sum += weights[i];
        }
        return sum;
    }

    private static float leastOfTopK(float[] logits, SamplingParams params) {
        boolean all = params.topK() == 0 || params.topK() >= logits.length;
        return all ? Float.NEGATIVE_INFINITY : Selection.largest(logits, params.topK());
    }

    /** Returns the weight of all tokens from a logit on, beside the likeliest's weight of 1. */
    private static double mass(float[] logits, float first, float least, double temperature) {
        double mass = 0;
        for (float logit : logits) {
            mass += logit >= least ? Math.exp((logit - first) / temperature) : 0;
        }
        return mass;
    }

    private static Candidates sorted(float[] logits, float floor, double temperature) {
        long[] keys = new long[logits.length];
        int count = 0;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] >= floor) {
                keys[count++] = key(logits[i], i);
            }
        }
        Arrays.sort(keys, 0, count);
        int[] ids = new int[count];
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            ids[i] = (int) keys[i];
            weights[i] = Math.exp((logits[ids[i]] - logits[ids[0]]) / temperature);
        }
        return new Candidates(ids, weights);
    }

    /** Sorts by falling logits, then by rising ids. */
    private static long key(float logit, int id) {
        int bits = Float.floatToIntBits(logit + 0f);
        int rising = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
        return ((long) ~rising << Integer.SIZE) | id;
    }
}
