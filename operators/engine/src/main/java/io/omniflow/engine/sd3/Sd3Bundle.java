package io.omniflow.engine.sd3;

import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.autoencoder.LatentSpace;
import io.omniflow.engine.bundle.BundleDefaults;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.diffusion.Sd3Config;
import io.omniflow.engine.sampler.Samplers;
import io.omniflow.engine.text.PromptConfig;
import io.omniflow.engine.text.PromptWeights;
import io.omniflow.engine.weights.WeightsFiles;
import java.nio.file.Path;

/**
 * A bundle of this family: the configurations, read and checked, and where the weights are.
 *
 * @param root the directory
 * @param transformer the diffusion transformer
 * @param text the text encoders
 * @param latents the space in which the transformer paints
 * @param samplers the samplers, its own first
 * @param defaults what a request gets that does not say
 */
public record Sd3Bundle(
        Path root,
        Sd3Config transformer,
        PromptConfig text,
        LatentSpace latents,
        Samplers samplers,
        BundleDefaults defaults) {

    /**
     * Reads everything but weights and vocabularies, which must be there.
     *
     * @param index the bundle's {@code model_index.json}, whose class name is of this family
     * @throws InvalidModelException if a file is missing or malformed, or the bundle has parts that
     *     this family does not run
     */
    public static Sd3Bundle read(Path root, ConfigFile index) {
        Sd3Layout layout = Sd3Layout.of(root, index);
        ConfigFile file = ConfigFile.read(root.resolve("transformer/config.json"));
        Sd3Config transformer = Sd3Config.read(file);
        PromptConfig text = layout.text(transformer.textWidth());
        LatentSpace latents = layout.latents();
        checkText(file, transformer, text);
        if (transformer.inChannels() != latents.channels()
                || transformer.outChannels() != latents.channels()) {
            throw file.invalid(
                    "'in_channels' and 'out_channels' must be those of the latents, which are "
                            + latents.channels());
        }
        Sd3Bundle bundle =
                new Sd3Bundle(
                        root,
                        transformer,
                        text,
                        latents,
                        Samplers.read(
                                ConfigFile.read(root.resolve("scheduler/scheduler_config.json"))),
                        BundleDefaults.read(root));
        bundle.transformerWeights();
        PromptWeights.requireFiles(text);
        return bundle;
    }

    /** Returns the number of pixels of which every side is a multiple. */
    public int sizeMultiple() {
        return transformer.patch() * latents.scale();
    }

    /** Returns the side of a picture of the training size, in pixels. */
    public int defaultSide() {
        return transformer.sampleSize() * latents.scale();
    }

    /** Returns the largest side of a picture, in pixels. */
    public int maxSide() {
        return transformer.maxSide() * latents.scale();
    }

    /** Returns the file of the transformer's weights, or their index, which must be there. */
    Path transformerWeights() {
        return WeightsFiles.find(root.resolve("transformer"), "diffusion_pytorch_model");
    }

    private static void checkText(ConfigFile file, Sd3Config transformer, PromptConfig text) {
        if (text.width() != transformer.textWidth()) {
            throw file.invalid(
                    "'joint_attention_dim' must be the text encoder's hidden_size " + text.width());
        }
        if (text.t5() != null && text.t5().config().width() != text.width()) {
            throw file.invalid(
                    "'joint_attention_dim' must be text_encoder_3's d_model "
                            + text.t5().config().width());
        }
        if (text.clipWidth() > text.width()) {
            throw file.invalid(
                    "'joint_attention_dim' must not be less than the CLIP encoders' hidden_size"
                            + " together, "
                            + text.clipWidth());
        }
        if (transformer.pooledWidth() != text.pooledWidth()) {
            throw file.invalid(
                    "'pooled_projection_dim' must be the text encoders' projection_dim "
                            + text.pooledWidth());
        }
    }
}
