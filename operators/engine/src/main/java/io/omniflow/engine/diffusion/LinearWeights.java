package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.weights.TensorSource;
import java.util.List;

/** Loads linear layers, several with the same input as one. */
final class LinearWeights {

    private final TensorSource source;
    private final Kernels kernels;
    private final NDManager owner;
    private final ComputeType type;

    LinearWeights(TensorSource source, Kernels kernels, NDManager owner, ComputeType type) {
        this.source = source;
        this.kernels = kernels;
        this.owner = owner;
        this.type = type;
    }

    /** Returns the same, for layers that compute in float32 whatever the others do. */
    LinearWeights precise() {
        return new LinearWeights(source, kernels, owner, ComputeType.FLOAT32);
    }

    /**
     * Loads layers of equal shape side by side.
     *
     * @param rows how many rows the input usually has
     * @param out outputs of each layer
     * @param in inputs
     * @param names the layers in order of their outputs
     * @return the packed weight and the bias, owned by the owner
     */
    List<NDArray> load(int rows, int out, int in, String... names) {
        try (NDManager scratch = owner.newSubManager()) {
            NDList weights = new NDList();
            NDList biases = new NDList();
            for (String name : names) {
                weights.add(source.load(scratch, name + ".weight", out, in));
                biases.add(source.load(scratch, name + ".bias", out));
            }
            NDArray bias = bias(NDArrays.concat(biases));
            return List.of(pack(NDArrays.concat(weights), rows), bias);
        }
    }

    /** Loads a vector. */
    NDArray vector(String name, int size) {
        return source.copy(owner, name, size);
    }

    /** Packs a weight; the result belongs to the owner. */
    NDArray pack(NDArray weight, int rows) {
        return kernels.pack(owner, weight, rows, type);
    }

    /** Brings a bias of the caller's into the type of the layers; the result is the owner's. */
    NDArray bias(NDArray bias) {
        return type == ComputeType.FLOAT32 ? own(bias) : kernels.cast(owner, bias, type);
    }

    /** Passes an array to the owner. */
    NDArray own(NDArray array) {
        array.attach(owner);
        return array;
    }
}
