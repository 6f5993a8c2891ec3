package io.omniflow.engine.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.weights.TensorSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the weights of an {@code AutoencoderKL} into the form that the kernels take: query, key
 * and value in one matrix, linear weights packed, those of convolutions with their channels last in
 * memory. That order passes on from layer to layer and is the one in which oneDNN computes, so it
 * needs no copies of the layers' inputs and outputs in its own.
 */
final class AutoencoderWeights {

    /** Prefix of the prepared arrays, since they share a map with other modules. */
    static final String PREFIX = "vae.";

    private final AutoencoderConfig config;
    private final TensorSource source;
    private final Kernels kernels;
    private final NDManager owner;
    private final Map<String, NDArray> prepared = new LinkedHashMap<>();

    private AutoencoderWeights(
            AutoencoderConfig config, TensorSource source, Kernels kernels, NDManager owner) {
        this.config = config;
        this.source = source;
        this.kernels = kernels;
        this.owner = owner;
    }

    /**
     * Loads and prepares all weights; the arrays belong to the owner.
     *
     * @throws io.omniflow.core.error.InvalidModelException if a tensor is missing or has another
     *     shape
     */
    static Map<String, NDArray> prepare(
            AutoencoderConfig config, TensorSource source, Kernels kernels, NDManager owner) {
        AutoencoderWeights weights = new AutoencoderWeights(config, source, kernels, owner);
        LayerPlan.encoder(config).forEach(weights::add);
        LayerPlan.decoder(config).forEach(weights::add);
        return weights.prepared;
    }

    private void add(Layer layer) {
        List<NDArray> arrays = load(layer);
        for (int i = 0; i < arrays.size(); i++) {
            prepared.put(layer.key(i), arrays.get(i));
        }
    }

    private List<NDArray> load(Layer layer) {
        String name = layer.name();
        int in = layer.in();
        int out = layer.out();
        List<NDArray> arrays = new ArrayList<>();
        switch (layer.kind()) {
            case CONV1 -> convolution(arrays, name, in, out, 1);
            case CONV3, DOWN, UP -> convolution(arrays, name, in, out, 3);
            case OUT -> {
                norm(arrays, name + "_norm_out", in);
                convolution(arrays, name + "_out", in, out, 3);
            }
            case ATTENTION -> attention(arrays, name, in);
            case RESNET -> {
                norm(arrays, name + ".norm1", in);
                convolution(arrays, name + ".conv1", in, out, 3);
                norm(arrays, name + ".norm2", out);
                convolution(arrays, name + ".conv2", out, out, 3);
                if (in != out) {
                    convolution(arrays, name + ".conv_shortcut", in, out, 1);
                }
            }
        }
        return arrays;
    }

    private void attention(List<NDArray> arrays, String name, int width) {
        norm(arrays, name + ".group_norm", width);
        linear(arrays, width, name + ".to_q", name + ".to_k", name + ".to_v");
        linear(arrays, width, name + ".to_out.0");
    }

    private void norm(List<NDArray> arrays, String name, int width) {
        arrays.add(source.copy(owner, name + ".weight", width));
        arrays.add(source.copy(owner, name + ".bias", width));
    }

    private void convolution(List<NDArray> arrays, String name, int in, int out, int side) {
        try (NDManager scratch = owner.newSubManager();
                Call call = kernels.call("vae_weight")) {
            NDArray weight = source.load(scratch, name + ".weight", out, in, side, side);
            arrays.add(call.with(weight).array(owner));
        }
        arrays.add(source.copy(owner, name + ".bias", out));
    }

    private void linear(List<NDArray> arrays, int width, String... names) {
        try (NDManager scratch = owner.newSubManager()) {
            NDList weights = new NDList();
            NDList biases = new NDList();
            for (String name : names) {
                weights.add(source.load(scratch, name + ".weight", width, width));
                biases.add(source.load(scratch, name + ".bias", width));
            }
            int rows = config.latentTile() * config.latentTile();
            arrays.add(kernels.pack(owner, NDArrays.concat(weights), rows));
            NDArray bias = NDArrays.concat(biases);
            bias.attach(owner);
            arrays.add(bias);
        }
    }
}
