package io.omniflow.engine.llm.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.weights.TensorSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings the weights of a decoder into the form that the kernels take. */
final class DecoderWeights {

    /** Names the form of the prepared weights; change it with every change of that form. */
    static final String LAYOUT = "llm-1";

    /** Number of arrays of a layer. */
    static final int PER_LAYER = 10;

    /** A pass that decodes has few rows; longer ones lose nothing by that layout. */
    private static final int ROWS = 16;

    private final DecoderConfig config;
    private final TensorSource source;
    private final Kernels kernels;
    private final NDManager owner;
    private final ComputeType type;
    private final Map<String, NDArray> prepared = new LinkedHashMap<>();

    private DecoderWeights(
            DecoderConfig config,
            TensorSource source,
            Kernels kernels,
            NDManager owner,
            ComputeType type) {
        this.config = config;
        this.source = source;
        this.kernels = kernels;
        this.owner = owner;
        this.type = type;
    }

    /**
     * Loads and prepares all weights; the arrays belong to the owner. Products compute in the type;
     * norms, the table of tokens and what flows between layers stay float32.
     */
    static Map<String, NDArray> prepare(
            DecoderConfig config,
            TensorSource source,
            Kernels kernels,
            NDManager owner,
            ComputeType type) {
        DecoderWeights weights = new DecoderWeights(config, source, kernels, owner, type);
        weights.ends();
        for (int i = 0; i < config.layers(); i++) {
            weights.layer(i);
        }
        return weights.prepared;
    }

    /** Returns the key of an array of a layer. */
    static String key(int layer, int index) {
        return "layers." + layer + "." + index;
    }

    private void ends() {
        int words = config.vocabulary();
        String tokens = "model.embed_tokens.weight";
        prepared.put("tokens", source.copy(owner, tokens, words, config.width()));
        prepared.put("norm", vector("model.norm.weight", config.width()));
        prepared.put(
                "head", product(words, config.width(), config.tied() ? tokens : "lm_head.weight"));
    }

    private void layer(int index) {
        String name = "model.layers." + index + ".";
        String attention = name + "self_attn.";
        int d = config.width();
        int queries = config.heads() * config.headWidth();
        put(index, 0, vector(name + "input_layernorm.weight", d));
        put(index, 1, inputs(attention, d, queries));
        put(index, 2, inputBias(attention, queries));
        put(index, 3, product(d, queries, attention + "o_proj.weight"));
        put(index, 4, bias(config.outputBias(), attention + "o_proj.bias", d));
        put(index, 5, vector(name + "post_attention_layernorm.weight", d));
        put(index, 6, feedForward(name + "mlp.", d));
        put(index, 7, product(d, config.innerWidth(), name + "mlp.down_proj.weight"));
        put(index, 8, headNorm(attention + "q_norm.weight"));
        put(index, 9, headNorm(attention + "k_norm.weight"));
    }

    private void put(int layer, int index, NDArray array) {
        prepared.put(key(layer, index), array);
    }

    private NDArray inputs(String attention, int in, int queries) {
        int keys = config.keyHeads() * config.headWidth();
        try (NDManager scratch = owner.newSubManager()) {
            NDList parts =
                    new NDList(
                            source.load(scratch, attention + "q_proj.weight", queries, in),
                            source.load(scratch, attention + "k_proj.weight", keys, in),
                            source.load(scratch, attention + "v_proj.weight", keys, in));
            return kernels.pack(owner, NDArrays.concat(parts), ROWS, type);
        }
    }

    private NDArray inputBias(String attention, int queries) {
        int keys = config.keyHeads() * config.headWidth();
        try (NDManager scratch = owner.newSubManager()) {
            if (!config.inputBias()) {
                return typed(scratch.zeros(new Shape(queries + 2L * keys)));
            }
            NDList parts =
                    new NDList(
                            source.load(scratch, attention + "q_proj.bias", queries),
                            source.load(scratch, attention + "k_proj.bias", keys),
                            source.load(scratch, attention + "v_proj.bias", keys));
            return typed(NDArrays.concat(parts));
        }
    }

    private NDArray feedForward(String mlp, int in) {
        int inner = config.innerWidth();
        try (NDManager scratch = owner.newSubManager()) {
            NDList parts = new NDList();
            for (String part : List.of("gate_proj", "up_proj")) {
                parts.add(source.load(scratch, mlp + part + ".weight", inner, in));
            }
            return kernels.pack(owner, NDArrays.concat(parts), ROWS, type);
        }
    }

    private NDArray product(int out, int in, String name) {
        try (NDManager scratch = owner.newSubManager()) {
            return kernels.pack(owner, source.load(scratch, name, out, in), ROWS, type);
        }
    }

    private NDArray bias(boolean there, String name, int size) {
        try (NDManager scratch = owner.newSubManager()) {
            return typed(there ? source.load(scratch, name, size) : scratch.zeros(new Shape(size)));
        }
    }

    /** A layer without these norms has an array that nobody reads. */
    private NDArray headNorm(String name) {
        return config.headNorms() ? vector(name, config.headWidth()) : owner.ones(new Shape(1));
    }

    private NDArray vector(String name, int size) {
        return source.copy(owner, name, size);
    }

    /** Copies first, since a cast to the same type shares the memory of a mapped file. */
    private NDArray typed(NDArray bias) {
        return kernels.cast(owner, bias.duplicate(), type);
    }
}
