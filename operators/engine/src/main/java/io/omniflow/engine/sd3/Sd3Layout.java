package io.omniflow.engine.sd3;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.autoencoder.LatentSpace;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.text.PromptConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Which components a bundle has: those of diffusers' {@code StableDiffusion3Pipeline} (two CLIP
 * encoders, a T5 encoder or its zeros, an autoencoder), or those of our own pipeline in pixel space
 * (one CLIP encoder).
 *
 * @param root the bundle's directory
 * @param index its {@code model_index.json}
 * @param published whether it is the former
 */
record Sd3Layout(Path root, ConfigFile index, boolean published) {

    private static final List<String> NEVER = List.of("image_encoder", "feature_extractor");

    private static final List<String> NOT_IN_PIXELS =
            List.of("vae", "text_encoder_2", "text_encoder_3", "tokenizer_2", "tokenizer_3");

    private static final Set<String> KNOWN =
            Set.of(
                    "transformer",
                    "scheduler",
                    "vae",
                    "text_encoder",
                    "text_encoder_2",
                    "text_encoder_3",
                    "tokenizer",
                    "tokenizer_2",
                    "tokenizer_3",
                    "image_encoder",
                    "feature_extractor");

    /** Files that change what the weights beside them mean. */
    private static final List<String> ADAPTERS =
            List.of(
                    "pytorch_lora_weights.safetensors",
                    "adapter_config.json",
                    "transformer/adapter_config.json");

    /** Checks the components of a bundle, refusing by name what this family does not run. */
    static Sd3Layout of(Path root, ConfigFile index) {
        boolean published = index.text("_class_name").equals("StableDiffusion3Pipeline");
        NEVER.forEach(index::refuse);
        if (published) {
            index.refuseOthers(KNOWN);
            index.component("transformer", "SD3Transformer2DModel");
        } else {
            NOT_IN_PIXELS.forEach(index::refuse);
        }
        for (String adapter : ADAPTERS) {
            if (Files.exists(root.resolve(adapter))) {
                throw new InvalidModelException(
                        ErrorCode.INVALID_MODEL,
                        "model file " + root.resolve(adapter) + ": adapters are not supported");
            }
        }
        return new Sd3Layout(root, index, published);
    }

    /** Reads the text encoders; {@code width} is the one that the transformer takes. */
    PromptConfig text(int width) {
        return published ? PromptConfig.published(root, index, width) : PromptConfig.single(root);
    }

    /** Reads the space in which the transformer paints. */
    LatentSpace latents() {
        if (!published) {
            return LatentSpace.PIXELS;
        }
        index.component("vae", "AutoencoderKL");
        return LatentSpace.read(root.resolve("vae"));
    }
}
