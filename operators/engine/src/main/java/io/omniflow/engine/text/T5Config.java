package io.omniflow.engine.text;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.Set;

/**
 * The configuration of a {@code T5EncoderModel}.
 *
 * @param vocabulary number of token ids
 * @param width size of the hidden states
 * @param headWidth size of an attention head; heads times this need not be the width
 * @param innerWidth size inside the feed-forward layers
 * @param layers number of layers
 * @param heads number of attention heads
 * @param buckets number of classes of distances between tokens
 * @param maxDistance distances from here on share a class
 * @param gated whether the feed-forward layers are gated
 * @param activation {@code gelu_new}, {@code gelu} or {@code relu}
 * @param epsilon of the RMS norms
 */
public record T5Config(
        int vocabulary,
        int width,
        int headWidth,
        int innerWidth,
        int layers,
        int heads,
        int buckets,
        int maxDistance,
        boolean gated,
        String activation,
        double epsilon) {

    private static final Set<String> FEED_FORWARD = Set.of("relu", "gelu", "gated-relu");

    /** Version 1.1 means the approximation by tanh where it says gelu. */
    private static final String VERSION_1_1 = "gated-gelu";

    private static final String GATED = "gated-";

    /** Reads {@code text_encoder_3/config.json}. Defaults are those of transformers. */
    public static T5Config read(ConfigFile file) {
        file.refuse("quantization_config");
        String feedForward =
                file.has("feed_forward_proj") ? file.text("feed_forward_proj") : "relu";
        if (!feedForward.equals(VERSION_1_1) && !FEED_FORWARD.contains(feedForward)) {
            throw file.invalid("'feed_forward_proj' is not supported: " + feedForward);
        }
        T5Config config =
                new T5Config(
                        file.positive("vocab_size", 32128),
                        file.positive("d_model", 512),
                        file.positive("d_kv", 64),
                        file.positive("d_ff", 2048),
                        file.positive("num_layers", 6),
                        file.positive("num_heads", 8),
                        file.positive("relative_attention_num_buckets", 32),
                        file.positive("relative_attention_max_distance", 128),
                        feedForward.startsWith(GATED),
                        feedForward.equals(VERSION_1_1)
                                ? "gelu_new"
                                : feedForward.substring(feedForward.indexOf('-') + 1),
                        file.number("layer_norm_epsilon", 1e-6));
        if (config.buckets % 4 != 0 || config.maxDistance <= config.buckets / 4) {
            throw file.invalid(
                    "'relative_attention_num_buckets' must be a multiple of 4, and"
                            + " 'relative_attention_max_distance' larger than a quarter of it");
        }
        return config;
    }
}
