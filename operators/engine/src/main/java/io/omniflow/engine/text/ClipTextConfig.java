package io.omniflow.engine.text;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.Set;

/**
 * The configuration of a {@code CLIPTextModelWithProjection}.
 *
 * @param vocabulary number of token ids
 * @param width size of the hidden states
 * @param innerWidth size inside the feed-forward layers
 * @param projection size of the pooled vector
 * @param layers number of layers
 * @param heads number of attention heads
 * @param maxTokens number of positions
 * @param activation {@code quick_gelu} or {@code gelu}
 * @param epsilon of the layer norms
 * @param endToken id of the token whose state is pooled; 2 selects the rule of old checkpoints
 */
public record ClipTextConfig(
        int vocabulary,
        int width,
        int innerWidth,
        int projection,
        int layers,
        int heads,
        int maxTokens,
        String activation,
        double epsilon,
        int endToken) {

    private static final Set<String> ACTIVATIONS = Set.of("quick_gelu", "gelu");

    /** Reads {@code text_encoder/config.json}. Defaults are those of transformers. */
    public static ClipTextConfig read(ConfigFile file) {
        file.refuse("quantization_config");
        ClipTextConfig config =
                new ClipTextConfig(
                        file.positive("vocab_size", 49408),
                        file.positive("hidden_size", 512),
                        file.positive("intermediate_size", 2048),
                        file.positive("projection_dim", 512),
                        file.positive("num_hidden_layers", 12),
                        file.positive("num_attention_heads", 8),
                        file.positive("max_position_embeddings", 77),
                        file.has("hidden_act") ? file.text("hidden_act") : "quick_gelu",
                        file.number("layer_norm_eps", 1e-5),
                        (int) file.number("eos_token_id", 49407));
        if (!ACTIVATIONS.contains(config.activation)) {
            throw file.invalid("'hidden_act' is not supported: " + config.activation);
        }
        if (config.width % config.heads != 0) {
            throw file.invalid(
                    "'hidden_size' "
                            + config.width
                            + " is no multiple of 'num_attention_heads' "
                            + config.heads);
        }
        return config;
    }
}
