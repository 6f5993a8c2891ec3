package io.omniflow.engine.sd3;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.bundle.BundleDefaults;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.diffusion.Sd3Config;
import io.omniflow.engine.sampler.FlowMatchEulerDiscreteScheduler;
import io.omniflow.engine.sampler.Sampler;
import io.omniflow.engine.text.ClipTextConfig;
import io.omniflow.engine.weights.WeightsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A bundle of this family: the configurations, read and checked, and where the weights are.
 *
 * @param root the directory
 * @param transformer the diffusion transformer
 * @param text the text encoder
 * @param scheduler the sampler
 * @param defaults what a request gets that does not say
 */
public record Sd3Bundle(
        Path root,
        Sd3Config transformer,
        ClipTextConfig text,
        Sampler scheduler,
        BundleDefaults defaults) {

    private static final int COLOURS = 3;

    private static final List<String> UNSUPPORTED =
            List.of("vae", "text_encoder_2", "text_encoder_3", "image_encoder");

    /**
     * Reads everything but weights and vocabulary, which must be there.
     *
     * @throws InvalidModelException if a file is missing or malformed, or the bundle has parts that
     *     this family does not run
     */
    public static Sd3Bundle read(Path root, ConfigFile index) {
        UNSUPPORTED.forEach(index::refuse);
        ConfigFile transformerFile = ConfigFile.read(root.resolve("transformer/config.json"));
        Sd3Config transformer = Sd3Config.read(transformerFile);
        ClipTextConfig text =
                ClipTextConfig.read(ConfigFile.read(root.resolve("text_encoder/config.json")));
        if (transformer.inChannels() != COLOURS || transformer.outChannels() != COLOURS) {
            throw transformerFile.invalid(
                    "'in_channels' and 'out_channels' must be 3 in a bundle without a vae");
        }
        if (transformer.textWidth() != text.width()) {
            throw transformerFile.invalid(
                    "'joint_attention_dim' must be the text encoder's hidden_size " + text.width());
        }
        if (transformer.pooledWidth() != text.projection()) {
            throw transformerFile.invalid(
                    "'pooled_projection_dim' must be the text encoder's projection_dim "
                            + text.projection());
        }
        Sd3Bundle bundle =
                new Sd3Bundle(
                        root,
                        transformer,
                        text,
                        FlowMatchEulerDiscreteScheduler.read(
                                ConfigFile.read(root.resolve("scheduler/scheduler_config.json"))),
                        BundleDefaults.read(root));
        List.of(bundle.transformerWeights(), bundle.textWeights(), bundle.tokenizer())
                .forEach(Sd3Bundle::require);
        return bundle;
    }

    /** Returns the file of the transformer's weights, or their index. */
    Path transformerWeights() {
        return WeightsFiles.find(root.resolve("transformer"), "diffusion_pytorch_model");
    }

    /** Returns the file of the text encoder's weights, or their index. */
    Path textWeights() {
        return WeightsFiles.find(root.resolve("text_encoder"), "model");
    }

    /** Returns the file of the tokenizer. */
    Path tokenizer() {
        return root.resolve("tokenizer/tokenizer.json");
    }

    private static void require(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL, "model file " + file + " is missing");
        }
    }
}
