package io.omniflow.engine.llm.decoder;

import io.omniflow.engine.bundle.ConfigFile;

/**
 * The configuration of a decoder of the Llama, Qwen2 or Qwen3 family.
 *
 * @param vocabulary number of token ids
 * @param width size of the hidden states
 * @param innerWidth size inside the feed-forward layers
 * @param layers number of layers
 * @param heads number of heads of the queries
 * @param keyHeads number of heads of keys and values; divides the heads
 * @param headWidth size of a head
 * @param positions the most tokens of a sequence
 * @param epsilon of the RMS norms
 * @param inputBias whether the projections of queries, keys and values have a bias
 * @param outputBias whether the projection after the attention has a bias
 * @param headNorms whether queries and keys are normed, each head alone
 * @param tied whether the table of the tokens is the weight of the last layer too
 * @param rotary how positions turn queries and keys
 */
public record DecoderConfig(
        int vocabulary,
        int width,
        int innerWidth,
        int layers,
        int heads,
        int keyHeads,
        int headWidth,
        int positions,
        double epsilon,
        boolean inputBias,
        boolean outputBias,
        boolean headNorms,
        boolean tied,
        Rotary rotary) {

    /**
     * Reads {@code config.json}. Defaults are those of transformers.
     *
     * @throws io.omniflow.core.error.InvalidModelException if a field is missing, malformed, or
     *     asks for something that these decoders do not do; the message names it
     */
    public static DecoderConfig read(ConfigFile file) {
        String family = family(file);
        refuse(file);
        int width = file.positive("hidden_size");
        int heads = file.positive("num_attention_heads");
        int keyHeads = file.positive("num_key_value_heads", heads);
        int headWidth = file.positive("head_dim", family.equals("qwen3") ? 128 : width / heads);
        int positions = file.positive("max_position_embeddings", 2048);
        boolean bias = file.flag("attention_bias", false);
        DecoderConfig config =
                new DecoderConfig(
                        file.positive("vocab_size"),
                        width,
                        file.positive("intermediate_size"),
                        file.positive("num_hidden_layers"),
                        heads,
                        keyHeads,
                        headWidth,
                        positions,
                        file.aboveZero("rms_norm_eps", 1e-6),
                        bias || family.equals("qwen2"),
                        bias,
                        family.equals("qwen3"),
                        file.flag("tie_word_embeddings", false),
                        Rotary.read(file, headWidth, positions));
        config.check(file);
        return config;
    }

    /** Returns how many heads of queries share a head of keys. */
    public int groups() {
        return heads / keyHeads;
    }

    /** Returns the bytes of keys and values of one token, all layers together. */
    public long tokenBytes() {
        return 2L * layers * keyHeads * headWidth * Float.BYTES;
    }

    /** Returns the number of parameters. */
    public long parameters() {
        long attention = 2L * width * headWidth * (heads + keyHeads);
        long layer = attention + 3L * width * innerWidth + 2L * width;
        return layers * layer + (tied ? 1L : 2L) * vocabulary * width + width;
    }

    private static String family(ConfigFile file) {
        String type = file.text("model_type");
        return switch (type) {
            case "llama", "qwen2", "qwen3" -> type;
            default ->
                    throw file.invalid(
                            "'model_type' is not supported: "
                                    + type
                                    + ", expected llama, qwen2 or qwen3");
        };
    }

    private static void refuse(ConfigFile file) {
        file.refuse("quantization_config");
        file.refuse("mlp_bias");
        file.refuse("use_sliding_window");
        file.choice("hidden_act", "silu");
        if (file.has("layer_types")) {
            for (String type : file.texts("layer_types")) {
                if (!type.equals("full_attention")) {
                    throw file.invalid(
                            "'layer_types' has " + type + ", expected full_attention only");
                }
            }
        }
    }

    private void check(ConfigFile file) {
        if (heads % keyHeads != 0) {
            throw file.invalid(
                    "'num_attention_heads' must be a multiple of 'num_key_value_heads': "
                            + heads
                            + " and "
                            + keyHeads);
        }
        if (headWidth % 2 != 0) {
            throw file.invalid("'head_dim' must be even: " + headWidth);
        }
    }
}
