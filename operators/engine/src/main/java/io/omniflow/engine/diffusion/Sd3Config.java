package io.omniflow.engine.diffusion;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The configuration of an {@code SD3Transformer2DModel}.
 *
 * @param sampleSize height and width of the latents it was trained on
 * @param patch height and width of a patch
 * @param inChannels channels of the latents
 * @param outChannels channels of the output
 * @param layers number of joint blocks
 * @param headWidth size of an attention head
 * @param heads number of attention heads
 * @param textWidth size of a text encoder's hidden states
 * @param pooledWidth size of a text encoder's pooled vector
 * @param grid side of the grid of positions, in patches: the largest picture
 * @param qkNorm whether queries and keys pass an RMS norm
 * @param dualLayers indices of the blocks with a second attention, among the patches alone
 */
public record Sd3Config(
        int sampleSize,
        int patch,
        int inChannels,
        int outChannels,
        int layers,
        int headWidth,
        int heads,
        int textWidth,
        int pooledWidth,
        int grid,
        boolean qkNorm,
        Set<Integer> dualLayers) {

    private static final Set<String> KNOWN =
            Set.of(
                    "sample_size",
                    "patch_size",
                    "in_channels",
                    "out_channels",
                    "num_layers",
                    "attention_head_dim",
                    "num_attention_heads",
                    "joint_attention_dim",
                    "caption_projection_dim",
                    "pooled_projection_dim",
                    "pos_embed_max_size",
                    "dual_attention_layers",
                    "qk_norm");

    /** Reads {@code transformer/config.json} and refuses what this engine does not compute. */
    public static Sd3Config read(ConfigFile file) {
        file.refuseOthers(KNOWN);
        if (file.has("qk_norm") && !file.text("qk_norm").equals("rms_norm")) {
            throw file.invalid("'qk_norm' is not supported: " + file.text("qk_norm"));
        }
        Set<Integer> duals = duals(file);
        int inChannels = file.positive("in_channels");
        Sd3Config config =
                new Sd3Config(
                        file.positive("sample_size"),
                        file.positive("patch_size"),
                        inChannels,
                        file.positive("out_channels", inChannels),
                        file.positive("num_layers"),
                        file.positive("attention_head_dim"),
                        file.positive("num_attention_heads"),
                        file.positive("joint_attention_dim"),
                        file.positive("pooled_projection_dim"),
                        file.positive("pos_embed_max_size"),
                        file.has("qk_norm"),
                        duals);
        if (file.positive("caption_projection_dim") != config.width()) {
            throw file.invalid(
                    "'caption_projection_dim' must be num_attention_heads x attention_head_dim = "
                            + config.width());
        }
        if (config.sampleSize % config.patch != 0
                || config.sampleSize / config.patch > config.grid) {
            throw file.invalid(
                    "'sample_size' must be a multiple of 'patch_size' and fit"
                            + " 'pos_embed_max_size'");
        }
        return config;
    }

    /** Checks the indices. */
    public Sd3Config {
        dualLayers = Set.copyOf(dualLayers);
        for (int index : dualLayers) {
            if (index < 0 || index >= layers) {
                throw new IllegalArgumentException("there is no block " + index);
            }
        }
    }

    private static Set<Integer> duals(ConfigFile file) {
        String field = "dual_attention_layers";
        List<Integer> indices = file.has(field) ? file.wholes(field) : List.of();
        for (int index : indices) {
            if (index >= file.positive("num_layers")) {
                throw file.invalid("'" + field + "' names block " + index + ", which is not there");
            }
        }
        return new HashSet<>(indices);
    }

    /** Tells whether a block has a second attention. */
    boolean isDual(int block) {
        return dualLayers.contains(block);
    }

    /** Returns the size of the hidden states. */
    public int width() {
        return heads * headWidth;
    }

    /** Returns the number of values of a patch of the latents. */
    public int patchValues() {
        return inChannels * patch * patch;
    }

    /** Returns the largest height and width of latents. */
    public int maxSide() {
        return grid * patch;
    }

    /** Returns how many vectors of the hidden size modulate one row in one step. */
    public int modulationVectors() {
        return vectorsBefore(layers) + FINAL_VECTORS;
    }

    /** Returns how many vectors come before those of a block, or of the output after the blocks. */
    int vectorsBefore(int block) {
        int vectors = block * JOINT_VECTORS;
        if (block == layers) {
            vectors += LAST_VECTORS - JOINT_VECTORS;
        }
        return vectors + SECOND_VECTORS * (int) dualLayers.stream().filter(i -> i < block).count();
    }

    /** Shift, scale and gate, for attention and feed-forward, for pictures and text. */
    private static final int JOINT_VECTORS = 12;

    /** The last block reads the text but does not change it. */
    private static final int LAST_VECTORS = 8;

    /** Shift, scale and gate of a second attention. */
    private static final int SECOND_VECTORS = 3;

    /** Shift and scale before the output projection. */
    private static final int FINAL_VECTORS = 2;
}
