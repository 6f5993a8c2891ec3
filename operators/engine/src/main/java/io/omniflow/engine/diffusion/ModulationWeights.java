package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.engine.weights.TensorSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins the modulation layers of a block, which all read the same vector, into one, and so those of
 * the output. Every part yields shift before scale, and scales have 1 added to them. The vectors of
 * a block's second attention come after those for the text.
 */
final class ModulationWeights {

    private final Sd3Config config;
    private final TensorSource source;
    private final LinearWeights linears;
    private final NDManager owner;

    ModulationWeights(
            Sd3Config config, TensorSource source, LinearWeights linears, NDManager owner) {
        this.config = config;
        this.source = source;
        this.linears = linears;
        this.owner = owner;
    }

    /**
     * Returns a packed weight and a bias in float32 for each block and for the output, one block
     * loaded at a time.
     */
    List<NDArray> load(int rows) {
        List<NDArray> arrays = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            try (NDManager scratch = owner.newSubManager()) {
                arrays.addAll(block(scratch, i, rows));
            }
        }
        try (NDManager scratch = owner.newSubManager()) {
            arrays.addAll(join(List.of(continuous(scratch, "norm_out.linear")), rows));
        }
        return arrays;
    }

    private List<NDArray> block(NDManager scratch, int index, int rows) {
        String from = "transformer_blocks." + index + ".";
        Part image = gated(scratch, from + "norm1.linear", config.isDual(index) ? 9 : 6);
        Part text =
                index < config.layers() - 1
                        ? gated(scratch, from + "norm1_context.linear", 6)
                        : continuous(scratch, from + "norm1_context.linear");
        if (!config.isDual(index)) {
            return join(List.of(image, text), rows);
        }
        long end = 6L * config.width();
        NDList weights = image.weight.split(new long[] {end});
        NDList biases = image.bias.split(new long[] {end});
        return join(
                List.of(
                        new Part(weights.get(0), biases.get(0)),
                        text,
                        new Part(weights.get(1), biases.get(1))),
                rows);
    }

    private List<NDArray> join(List<Part> parts, int rows) {
        NDList weights = new NDList();
        NDList biases = new NDList();
        for (Part part : parts) {
            weights.add(part.weight);
            biases.add(part.bias);
        }
        NDArray weight = linears.pack(NDArrays.concat(weights), rows);
        return List.of(weight, linears.own(NDArrays.concat(biases)));
    }

    /**
     * AdaLayerNormZero: shift, scale and gate of the attention, then of the feed-forward, then,
     * with nine vectors, of the second attention.
     */
    private Part gated(NDManager scratch, String name, int vectors) {
        int d = config.width();
        NDArray bias = source.load(scratch, name + ".bias", (long) vectors * d);
        float[] ones = new float[vectors];
        for (int i = 1; i < vectors; i += 3) {
            ones[i] = 1;
        }
        return new Part(
                source.load(scratch, name + ".weight", (long) vectors * d, d),
                bias.add(ones(scratch, ones)));
    }

    /** AdaLayerNormContinuous, which has its scale first. */
    private Part continuous(NDManager scratch, String name) {
        int d = config.width();
        NDList weight = source.load(scratch, name + ".weight", 2L * d, d).split(2);
        NDList bias = source.load(scratch, name + ".bias", 2L * d).split(2);
        return new Part(
                NDArrays.concat(new NDList(weight.get(1), weight.get(0))),
                NDArrays.concat(new NDList(bias.get(1), bias.get(0))).add(ones(scratch, 0, 1)));
    }

    private NDArray ones(NDManager scratch, float... vectors) {
        NDArray column = scratch.create(vectors, new Shape(vectors.length, 1));
        return column.repeat(1, config.width()).flatten();
    }

    /** The weight and the bias of one layer, both float32. */
    private record Part(NDArray weight, NDArray bias) {}
}
