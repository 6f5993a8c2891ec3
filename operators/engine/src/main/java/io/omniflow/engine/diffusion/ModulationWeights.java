package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.engine.weights.TensorSource;
import java.util.List;

/**
 * Joins the modulation layers of all blocks and of the output, which all read the same vector, into
 * one. Every part yields shift before scale, and scales have 1 added to them.
 */
final class ModulationWeights {

    private static final int VECTORS = 6;

    private final Sd3Config config;
    private final TensorSource source;
    private final NDManager scratch;
    private final NDList weights = new NDList();
    private final NDList biases = new NDList();

    ModulationWeights(Sd3Config config, TensorSource source, NDManager scratch) {
        this.config = config;
        this.source = source;
        this.scratch = scratch;
    }

    /** Returns the packed weight and the bias. */
    List<NDArray> load(LinearWeights linears, int rows) {
        for (int i = 0; i < config.layers(); i++) {
            String from = "transformer_blocks." + i + ".";
            gated(from + "norm1.linear");
            if (i < config.layers() - 1) {
                gated(from + "norm1_context.linear");
            } else {
                continuous(from + "norm1_context.linear");
            }
        }
        continuous("norm_out.linear");
        NDArray bias = linears.own(NDArrays.concat(biases));
        return List.of(linears.pack(NDArrays.concat(weights), rows), bias);
    }

    /** AdaLayerNormZero: shift, scale and gate of the attention, then of the feed-forward. */
    private void gated(String name) {
        int d = config.width();
        weights.add(source.load(scratch, name + ".weight", (long) VECTORS * d, d));
        NDArray bias = source.load(scratch, name + ".bias", (long) VECTORS * d);
        biases.add(bias.add(ones(0, 1, 0, 0, 1, 0)));
    }

    /** AdaLayerNormContinuous, which has its scale first. */
    private void continuous(String name) {
        int d = config.width();
        NDList weight = source.load(scratch, name + ".weight", 2L * d, d).split(2);
        NDList bias = source.load(scratch, name + ".bias", 2L * d).split(2);
        weights.add(NDArrays.concat(new NDList(weight.get(1), weight.get(0))));
        biases.add(NDArrays.concat(new NDList(bias.get(1), bias.get(0))).add(ones(0, 1)));
    }

    private NDArray ones(float... vectors) {
        NDArray column = scratch.create(vectors, new Shape(vectors.length, 1));
        return column.repeat(1, config.width()).flatten();
    }
}
