package io.omniflow.engine.llm.decoder;

import io.omniflow.engine.bundle.ConfigFile;

/**
 * Rotary position embeddings: how fast each pair of numbers of a head turns with the position.
 *
 * @param frequencies radians for each position, half a head's width of them
 * @param amplitude factor of cosine and sine
 */
@SuppressWarnings("ArrayRecordComponent") // shared with nobody
record Rotary(float[] frequencies, float amplitude) {

    private static final double TURN = 2 * Math.PI;

    /**
     * Reads how positions turn, by {@code rope_parameters} or the earlier {@code rope_theta} and
     * {@code rope_scaling}. The formulas are those of transformers' {@code modeling_rope_utils}.
     *
     * @throws io.omniflow.core.error.InvalidModelException for a kind that is not supported
     */
    static Rotary read(ConfigFile file, int headWidth, int positions) {
        boolean joint = file.has("rope_parameters");
        String field = joint ? "rope_parameters" : "rope_scaling";
        ConfigFile scaling = file.has(field) ? file.object(field) : null;
        double base = (joint ? scaling : file).aboveZero("rope_theta", 10000);
        float[] plain = plain(base, headWidth);
        if (scaling == null) {
            return new Rotary(plain, 1);
        }
        scaling.refuse("mscale");
        scaling.refuse("mscale_all_dim");
        if (scaling.number("partial_rotary_factor", 1) != 1) {
            throw scaling.invalid("'partial_rotary_factor' is not supported, expected 1");
        }
        String name = !scaling.has("rope_type") && scaling.has("type") ? "type" : "rope_type";
        String kind = scaling.choice(name, "default", "linear", "llama3", "yarn");
        return switch (kind) {
            case "linear" -> new Rotary(divided(plain, scaling.aboveZero("factor", 1)), 1);
            case "llama3" -> new Rotary(llama3(plain, scaling, positions), 1);
            case "yarn" -> yarn(plain, base, scaling, positions);
            default -> new Rotary(plain, 1);
        };
    }

    /** Returns cosines or sines of some positions, each row twice the frequencies long. */
    float[] rows(long[] positions, boolean sine) {
        int half = frequencies.length;
        float[] rows = new float[positions.length * 2 * half];
        for (int p = 0; p < positions.length; p++) {
            for (int i = 0; i < half; i++) {
                float angle = frequencies[i] * positions[p];
                double value = sine ? Math.sin(angle) : Math.cos(angle);
                int at = 2 * p * half + i;
                rows[at] = (float) value * amplitude;
                rows[at + half] = rows[at];
            }
        }
        return rows;
    }

    private static float[] plain(double base, int width) {
        float[] frequencies = new float[width / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float exponent = 2f * i / width;
            frequencies[i] = 1f / (float) Math.pow(base, exponent);
        }
        return frequencies;
    }

    private static float[] divided(float[] frequencies, double factor) {
        float[] result = new float[frequencies.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) (frequencies[i] / factor);
        }
        return result;
    }

    /** Long waves are stretched, short ones are not, those between to a part. */
    private static float[] llama3(float[] plain, ConfigFile scaling, int positions) {
        double factor = scaling.aboveZero("factor", 8);
        double low = scaling.aboveZero("low_freq_factor", 1);
        double high = scaling.aboveZero("high_freq_factor", 4);
        double context = scaling.positive("original_max_position_embeddings", positions);
        float[] result = divided(plain, 1);
        for (int i = 0; i < result.length; i++) {
            double wave = TURN / plain[i];
            double smooth = (context / wave - low) / (high - low);
            double share = Math.max(0, Math.min(1, smooth));
            result[i] = (float) ((1 - share) * plain[i] / factor + share * plain[i]);
        }
        return result;
    }

    /** As in the paper on YaRN, https://arxiv.org/abs/2309.00071. */
    private static Rotary yarn(float[] plain, double base, ConfigFile scaling, int positions) {
        double context = scaling.positive("original_max_position_embeddings", positions);
        double factor = scaling.aboveZero("factor", positions / context);
        int width = 2 * plain.length;
        double first = turns(scaling.aboveZero("beta_fast", 32), width, base, context);
        double last = turns(scaling.aboveZero("beta_slow", 1), width, base, context);
        if (scaling.flag("truncate", true)) {
            first = Math.floor(first);
            last = Math.ceil(last);
        }
        first = Math.max(first, 0);
        last = Math.min(last, width - 1.0);
        double range = first == last ? 1e-3 : last - first;
        float[] result = new float[plain.length];
        for (int i = 0; i < result.length; i++) {
            double stretched = Math.max(0, Math.min(1, (i - first) / range));
            result[i] = (float) (plain[i] / factor * stretched + plain[i] * (1 - stretched));
        }
        double natural = factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
        return new Rotary(result, (float) scaling.aboveZero("attention_factor", natural));
    }

    /** Returns the dimension that turns so many times within the context. */
    private static double turns(double count, int width, double base, double context) {
        return width * Math.log(context / (count * TURN)) / (2 * Math.log(base));
    }
}
