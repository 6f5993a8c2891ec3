package io.omniflow.engine.text;

import io.omniflow.engine.bundle.ConfigFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which text encoders a bundle has and how their results are joined.
 *
 * @param clips the CLIP encoders, whose hidden states lie side by side
 * @param t5 the T5 encoder, whose hidden states follow; null if there is none
 * @param t5Tokens number of rows for T5's hidden states: zeros where the encoder is missing, 0
 *     where the model knows no T5
 * @param width width of the joint hidden states; the CLIP encoders' are filled up with zeros
 */
public record PromptConfig(
        List<ClipComponent> clips, @Nullable T5Component t5, int t5Tokens, int width) {

    /** What the reference takes unless told otherwise. */
    private static final int T5_TOKENS = 256;

    /** Makes the list unmodifiable. */
    public PromptConfig {
        clips = List.copyOf(clips);
    }

    /** Reads a bundle with one CLIP encoder. */
    public static PromptConfig single(Path root) {
        ClipComponent clip = ClipComponent.read(root, "");
        return new PromptConfig(List.of(clip), null, 0, clip.config().width());
    }

    /**
     * Reads a bundle of the published layout: two CLIP encoders, and a T5 encoder or zeros.
     *
     * @param index the bundle's {@code model_index.json}
     * @param width width that the transformer takes
     */
    public static PromptConfig published(Path root, ConfigFile index, int width) {
        index.component("text_encoder", "CLIPTextModelWithProjection");
        index.component("text_encoder_2", "CLIPTextModelWithProjection");
        for (String tokenizer : List.of("tokenizer", "tokenizer_2")) {
            index.component(tokenizer, "CLIPTokenizer", "CLIPTokenizerFast");
        }
        boolean hasT5 = index.hasComponent("text_encoder_3");
        if (hasT5) {
            index.component("text_encoder_3", "T5EncoderModel");
            index.component("tokenizer_3", "T5Tokenizer", "T5TokenizerFast");
        }
        ClipComponent first = ClipComponent.read(root, "");
        return new PromptConfig(
                List.of(first, ClipComponent.readBeside(first, root, "_2")),
                hasT5 ? T5Component.read(root, "_3") : null,
                T5_TOKENS,
                width);
    }

    /** Returns the number of rows of the joint hidden states. */
    public int tokens() {
        return clips.get(0).config().maxTokens() + t5Tokens;
    }

    /** Returns the width of the CLIP encoders' hidden states side by side. */
    public int clipWidth() {
        return clips.stream().mapToInt(clip -> clip.config().width()).sum();
    }

    /** Returns the width of the joint pooled vector. */
    public int pooledWidth() {
        return clips.stream().mapToInt(clip -> clip.config().projection()).sum();
    }
}
