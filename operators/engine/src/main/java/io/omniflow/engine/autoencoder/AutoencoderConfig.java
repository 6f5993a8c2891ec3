package io.omniflow.engine.autoencoder;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The configuration of an {@code AutoencoderKL}, with the defaults of diffusers where a field is
 * not there.
 *
 * @param inChannels channels of the pictures it encodes
 * @param outChannels channels of the pictures it decodes to
 * @param widths channels of the blocks from the picture inward; each but the last halves the sides
 * @param layers residual layers of an encoder's block; a decoder's block has one more
 * @param latentChannels channels of the latents
 * @param groups groups of the norms
 * @param sampleSize side in pixels of the pictures it was trained on, which is also that of a tile
 * @param scalingFactor scales latents to unit variance
 * @param shiftFactor subtracted from latents before they are scaled
 * @param quantConv whether a convolution follows the encoder
 * @param postQuantConv whether a convolution precedes the decoder
 * @param attention whether the middle blocks attend
 */
record AutoencoderConfig(
        int inChannels,
        int outChannels,
        List<Integer> widths,
        int layers,
        int latentChannels,
        int groups,
        int sampleSize,
        double scalingFactor,
        double shiftFactor,
        boolean quantConv,
        boolean postQuantConv,
        boolean attention) {

    /**
     * All that diffusers knows; forcing float32 changes nothing here, where it is the only type.
     */
    private static final Set<String> KNOWN =
            Set.of(
                    "in_channels",
                    "out_channels",
                    "down_block_types",
                    "up_block_types",
                    "block_out_channels",
                    "layers_per_block",
                    "act_fn",
                    "latent_channels",
                    "norm_num_groups",
                    "sample_size",
                    "scaling_factor",
                    "shift_factor",
                    "latents_mean",
                    "latents_std",
                    "force_upcast",
                    "use_quant_conv",
                    "use_post_quant_conv",
                    "mid_block_add_attention");

    /** Keeps the widths from change. */
    AutoencoderConfig {
        widths = List.copyOf(widths);
    }

    /**
     * Reads {@code vae/config.json} and refuses what this engine does not compute.
     *
     * @throws io.omniflow.core.error.InvalidModelException naming the file and the field
     */
    static AutoencoderConfig read(ConfigFile file) {
        file.refuseOthers(KNOWN);
        file.refuse("latents_mean");
        file.refuse("latents_std");
        if (file.has("act_fn") && !file.text("act_fn").equals("silu")) {
            throw file.invalid("'act_fn' is not supported: " + file.text("act_fn"));
        }
        AutoencoderConfig config =
                new AutoencoderConfig(
                        file.positive("in_channels", 3),
                        file.positive("out_channels", 3),
                        file.positives("block_out_channels"),
                        file.positive("layers_per_block", 1),
                        file.positive("latent_channels", 4),
                        file.positive("norm_num_groups", 32),
                        file.positive("sample_size", 32),
                        file.number("scaling_factor", 0.18215),
                        file.number("shift_factor", 0),
                        file.flag("use_quant_conv", true),
                        file.flag("use_post_quant_conv", true),
                        file.flag("mid_block_add_attention", true));
        config.check(file);
        return config;
    }

    /** Returns how many pixels of a side make one of the latents'. */
    int scale() {
        return 1 << (widths.size() - 1);
    }

    /** Returns the side of a tile of the latents. */
    int latentTile() {
        return sampleSize / scale();
    }

    /** Returns the channels of the innermost block. */
    int innerWidth() {
        return widths.get(widths.size() - 1);
    }

    private void check(ConfigFile file) {
        checkTypes(file, "down_block_types", "DownEncoderBlock2D");
        checkTypes(file, "up_block_types", "UpDecoderBlock2D");
        if (scalingFactor <= 0) {
            throw file.invalid("'scaling_factor' is " + scalingFactor + ", expected more than 0");
        }
        if (sampleSize % scale() != 0 || latentTile() < 2) {
            throw file.invalid(
                    "'sample_size' is "
                            + sampleSize
                            + ", expected a multiple of "
                            + scale()
                            + " with at least two of them");
        }
        for (int width : widths) {
            if (width % groups != 0) {
                throw file.invalid(
                        "'block_out_channels' has "
                                + width
                                + ", no multiple of 'norm_num_groups' "
                                + groups);
            }
        }
    }

    private void checkTypes(ConfigFile file, String field, String type) {
        List<String> expected = Collections.nCopies(widths.size(), type);
        if (!file.texts(field).equals(expected)) {
            throw file.invalid(
                    "'" + field + "' is " + file.texts(field) + ", expected " + expected);
        }
    }
}
