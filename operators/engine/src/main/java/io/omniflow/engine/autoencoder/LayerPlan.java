package io.omniflow.engine.autoencoder;

import java.util.ArrayList;
import java.util.List;

/** Lists the layers of an encoder or decoder in the order in which they run. */
final class LayerPlan {

    private final AutoencoderConfig config;
    private final String part;
    private final List<Layer> layers = new ArrayList<>();

    private LayerPlan(AutoencoderConfig config, String part) {
        this.config = config;
        this.part = part;
    }

    /** Returns the layers from pixels to the moments of the latents. */
    static List<Layer> encoder(AutoencoderConfig config) {
        LayerPlan plan = new LayerPlan(config, "encoder.");
        List<Integer> widths = config.widths();
        int width = widths.get(0);
        plan.add(LayerKind.CONV3, "conv_in", config.inChannels(), width);
        for (int i = 0; i < widths.size(); i++) {
            String block = "down_blocks." + i + ".";
            plan.resnets(block, config.layers(), width, widths.get(i));
            width = widths.get(i);
            if (i < widths.size() - 1) {
                plan.add(LayerKind.DOWN, block + "downsamplers.0.conv", width, width);
            }
        }
        plan.middle();
        int moments = 2 * config.latentChannels();
        plan.add(LayerKind.OUT, "conv", width, moments);
        if (config.quantConv()) {
            plan.layers.add(new Layer(LayerKind.CONV1, "quant_conv", moments, moments));
        }
        return List.copyOf(plan.layers);
    }

    /** Returns the layers from latents to pixels. */
    static List<Layer> decoder(AutoencoderConfig config) {
        LayerPlan plan = new LayerPlan(config, "decoder.");
        List<Integer> widths = config.widths();
        int latents = config.latentChannels();
        if (config.postQuantConv()) {
            plan.layers.add(new Layer(LayerKind.CONV1, "post_quant_conv", latents, latents));
        }
        int width = config.innerWidth();
        plan.add(LayerKind.CONV3, "conv_in", latents, width);
        plan.middle();
        for (int i = 0; i < widths.size(); i++) {
            String block = "up_blocks." + i + ".";
            int next = widths.get(widths.size() - 1 - i);
            plan.resnets(block, config.layers() + 1, width, next);
            width = next;
            if (i < widths.size() - 1) {
                plan.add(LayerKind.UP, block + "upsamplers.0.conv", width, width);
            }
        }
        plan.add(LayerKind.OUT, "conv", width, config.outChannels());
        return List.copyOf(plan.layers);
    }

    private void middle() {
        int width = config.innerWidth();
        add(LayerKind.RESNET, "mid_block.resnets.0", width, width);
        if (config.attention()) {
            add(LayerKind.ATTENTION, "mid_block.attentions.0", width, width);
        }
        add(LayerKind.RESNET, "mid_block.resnets.1", width, width);
    }

    private void resnets(String block, int count, int in, int out) {
        for (int i = 0; i < count; i++) {
            add(LayerKind.RESNET, block + "resnets." + i, i == 0 ? in : out, out);
        }
    }

    private void add(LayerKind kind, String name, int in, int out) {
        layers.add(new Layer(kind, part + name, in, out));
    }
}
