package io.omniflow.engine.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.weights.TensorSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the weights of a text encoder into the form that the kernels take: query, key and value in
 * one matrix, linear weights packed.
 */
final class ClipWeights {

    private final ClipTextConfig config;
    private final String prefix;
    private final TensorSource source;
    private final Kernels kernels;
    private final NDManager owner;
    private final Map<String, NDArray> prepared = new LinkedHashMap<>();

    private ClipWeights(
            ClipTextConfig config,
            String prefix,
            TensorSource source,
            Kernels kernels,
            NDManager owner) {
        this.config = config;
        this.prefix = prefix;
        this.source = source;
        this.kernels = kernels;
        this.owner = owner;
    }

    /**
     * Loads and prepares all weights; the arrays belong to the owner.
     *
     * @param prefix begins the keys of the prepared arrays, since encoders share a map
     */
    static Map<String, NDArray> prepare(
            ClipTextConfig config,
            String prefix,
            TensorSource source,
            Kernels kernels,
            NDManager owner) {
        ClipWeights weights = new ClipWeights(config, prefix, source, kernels, owner);
        weights.all();
        return weights.prepared;
    }

    private void all() {
        int d = config.width();
        keep("tokens", "text_model.embeddings.token_embedding.weight", config.vocabulary(), d);
        keep("positions", "text_model.embeddings.position_embedding.weight", config.maxTokens(), d);
        keep("norm.weight", "text_model.final_layer_norm.weight", d);
        keep("norm.bias", "text_model.final_layer_norm.bias", d);
        keep("projection", "text_projection.weight", config.projection(), d);
        for (int i = 0; i < config.layers(); i++) {
            layer(i);
        }
    }

    private void layer(int index) {
        int d = config.width();
        int inner = config.innerWidth();
        String from = "text_model.encoder.layers." + index + ".";
        List<NDArray> arrays = new ArrayList<>();
        try (NDManager scratch = owner.newSubManager()) {
            norm(arrays, from + "layer_norm1.", d);
            NDList weights = new NDList();
            NDList biases = new NDList();
            for (String part : List.of("q_proj", "k_proj", "v_proj")) {
                weights.add(source.load(scratch, from + "self_attn." + part + ".weight", d, d));
                biases.add(source.load(scratch, from + "self_attn." + part + ".bias", d));
            }
            arrays.add(pack(NDArrays.concat(weights)));
            arrays.add(own(NDArrays.concat(biases)));
            linear(scratch, arrays, from + "self_attn.out_proj.", d, d);
            norm(arrays, from + "layer_norm2.", d);
            linear(scratch, arrays, from + "mlp.fc1.", inner, d);
            linear(scratch, arrays, from + "mlp.fc2.", d, inner);
        }
        for (int i = 0; i < arrays.size(); i++) {
            prepared.put(key(prefix, index, i), arrays.get(i));
        }
    }

    static String key(String prefix, int layer, int index) {
        return prefix + "layers." + layer + "." + index;
    }

    private void norm(List<NDArray> arrays, String from, int width) {
        arrays.add(source.copy(owner, from + "weight", width));
        arrays.add(source.copy(owner, from + "bias", width));
    }

    private void linear(NDManager scratch, List<NDArray> arrays, String from, int out, int in) {
        arrays.add(pack(source.load(scratch, from + "weight", out, in)));
        arrays.add(source.copy(owner, from + "bias", out));
    }

    private NDArray pack(NDArray weight) {
        return kernels.pack(owner, weight, 2 * config.maxTokens());
    }

    private NDArray own(NDArray array) {
        array.attach(owner);
        return array;
    }

    private void keep(String key, String name, long... shape) {
        prepared.put(prefix + key, source.copy(owner, name, shape));
    }
}
