package io.omniflow.engine.text;

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
import java.util.Set;

/**
 * Brings the weights of a T5 encoder into the form that the kernels take. Weights whose values fit
 * into 16 bits stay there, as on disk: the encoder is the largest part of a bundle and runs once a
 * request, so each layer is widened to float32 only while it runs.
 */
final class T5Weights {

    private static final List<String> TOKENS =
            List.of("shared.weight", "encoder.embed_tokens.weight");

    private final T5Config config;
    private final String prefix;
    private final TensorSource source;
    private final Kernels kernels;
    private final NDManager owner;
    private final Map<String, NDArray> prepared = new LinkedHashMap<>();

    private T5Weights(
            T5Config config, String prefix, TensorSource source, Kernels kernels, NDManager owner) {
        this.config = config;
        this.prefix = prefix;
        this.source = source;
        this.kernels = kernels;
        this.owner = owner;
    }

    /**
     * Loads and prepares all weights; the arrays belong to the owner.
     *
     * @param length number of tokens of every prompt
     * @param prefix begins the keys of the prepared arrays, since encoders share a map
     */
    static Map<String, NDArray> prepare(
            T5Config config,
            int length,
            String prefix,
            TensorSource source,
            Kernels kernels,
            NDManager owner) {
        T5Weights weights = new T5Weights(config, prefix, source, kernels, owner);
        weights.ends(length);
        for (int i = 0; i < config.layers(); i++) {
            weights.layer(i);
        }
        return weights.prepared;
    }

    /** Returns the key of an array of a layer. */
    static String key(String prefix, int layer, int index) {
        return prefix + "layers." + layer + "." + index;
    }

    /** Returns the number of arrays of a layer; a gated one has one more. */
    static int arraysPerLayer(T5Config config) {
        return config.gated() ? 7 : 6;
    }

    private void ends(int length) {
        Set<String> names = source.names();
        String tokens = names.contains(TOKENS.get(0)) ? TOKENS.get(0) : TOKENS.get(1);
        prepared.put(prefix + "tokens", load(tokens, config.vocabulary(), config.width()));
        prepared.put(prefix + "norm", load("encoder.final_layer_norm.weight", config.width()));
        prepared.put(prefix + "bias", bias(length));
    }

    /** Distances count exactly up to a quarter of the classes, then by their logarithm. */
    private NDArray bias(int length) {
        String name = attention(0) + "relative_attention_bias.weight";
        double exact = config.buckets() / 4;
        try (NDManager scratch = owner.newSubManager();
                Call call = kernels.call("t5_bias")) {
            return call.with(source.load(scratch, name, config.buckets(), config.heads()))
                    .with(length)
                    .with(config.buckets())
                    .with(Math.log(config.maxDistance() / exact))
                    .array(owner);
        }
    }

    private void layer(int index) {
        int d = config.width();
        int inner = config.heads() * config.headWidth();
        String feed = "encoder.block." + index + ".layer.1.";
        List<NDArray> arrays = new ArrayList<>();
        arrays.add(load("encoder.block." + index + ".layer.0.layer_norm.weight", d));
        arrays.add(projections(index, inner, d));
        arrays.add(load(attention(index) + "o.weight", d, inner));
        arrays.add(load(feed + "layer_norm.weight", d));
        String dense = feed + "DenseReluDense.";
        arrays.add(
                load(dense + (config.gated() ? "wi_0" : "wi") + ".weight", config.innerWidth(), d));
        arrays.add(load(dense + "wo.weight", d, config.innerWidth()));
        if (config.gated()) {
            arrays.add(load(dense + "wi_1.weight", config.innerWidth(), d));
        }
        for (int i = 0; i < arrays.size(); i++) {
            prepared.put(key(prefix, index, i), arrays.get(i));
        }
    }

    private NDArray projections(int index, int out, int in) {
        try (NDManager scratch = owner.newSubManager()) {
            NDList parts = new NDList();
            for (String part : List.of("q", "k", "v")) {
                parts.add(source.load(scratch, attention(index) + part + ".weight", out, in));
            }
            return narrow(NDArrays.concat(parts));
        }
    }

    private NDArray load(String name, long... shape) {
        try (NDManager scratch = owner.newSubManager()) {
            return narrow(source.load(scratch, name, shape));
        }
    }

    private NDArray narrow(NDArray wide) {
        try (Call call = kernels.call("t5_narrow")) {
            return call.with(wide).array(owner);
        }
    }

    private static String attention(int layer) {
        return "encoder.block." + layer + ".layer.0.SelfAttention.";
    }
}
