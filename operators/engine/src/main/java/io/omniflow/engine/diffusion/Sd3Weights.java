package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.weights.TensorSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the weights of an {@code SD3Transformer2DModel} into the form that the kernels take:
 * query, key and value in one matrix, all modulations of a block in one matrix, linear weights
 * packed.
 */
public final class Sd3Weights {

    /** Prefix of the prepared arrays, since they share a map with other modules. */
    static final String PREFIX = "transformer.";

    /** Usual rows of the conditioning's layers: the steps of a window, with and without prompt. */
    private static final int CONDITION_ROWS = 32;

    private final Sd3Config config;
    private final TensorSource source;
    private final NDManager owner;
    private final LinearWeights linears;
    private final Map<String, NDArray> prepared = new LinkedHashMap<>();

    private Sd3Weights(
            Sd3Config config, TensorSource source, LinearWeights linears, NDManager owner) {
        this.config = config;
        this.source = source;
        this.owner = owner;
        this.linears = linears;
    }

    /**
     * Loads and prepares all weights, one tensor after another; the arrays belong to the owner.
     *
     * @param type the type of the large linear layers and of the attention; sums, norms and
     *     modulations are in float32 in any case
     */
    public static Map<String, NDArray> prepare(
            Sd3Config config,
            TensorSource source,
            Kernels kernels,
            NDManager owner,
            ComputeType type) {
        LinearWeights linears = new LinearWeights(source, kernels, owner, type);
        Sd3Weights weights = new Sd3Weights(config, source, linears, owner);
        weights.ends();
        weights.condition();
        for (int i = 0; i < config.layers(); i++) {
            weights.keep("blocks." + i, new BlockWeights(config, weights.linears, i).load());
        }
        return weights.prepared;
    }

    /** Returns the key of the array at an index of a group. */
    static String key(String group, int index) {
        return PREFIX + group + "." + index;
    }

    private void ends() {
        int d = config.width();
        int patch = config.patch();
        try (NDManager scratch = owner.newSubManager()) {
            NDArray kernel =
                    source.load(
                            scratch, "pos_embed.proj.weight", d, config.inChannels(), patch, patch);
            NDArray matrix = kernel.reshape(d, config.patchValues());
            NDArray bias = linears.bias(source.copy(scratch, "pos_embed.proj.bias", d));
            keep("embed", List.of(linears.pack(matrix, tokens()), bias));
        }
        keep("text", linears.load(tokens(), d, config.textWidth(), "context_embedder"));
        int values = config.outChannels() * patch * patch;
        keep("project", linears.load(tokens(), values, d, "proj_out"));
        keep("positions", List.of(positions()));
    }

    private NDArray positions() {
        int d = config.width();
        int grid = config.grid();
        String name = "pos_embed.pos_embed";
        if (source.names().contains(name)) {
            return source.copy(owner, name, 1, (long) grid * grid, d);
        }
        return owner.create(PositionGrid.compute(config), new Shape(1, (long) grid * grid, d));
    }

    private void condition() {
        int d = config.width();
        String from = "time_text_embed.";
        LinearWeights l = linears.precise();
        int rows = CONDITION_ROWS;
        keep("time.0", l.load(rows, d, 256, from + "timestep_embedder.linear_1"));
        keep("time.1", l.load(rows, d, d, from + "timestep_embedder.linear_2"));
        keep("pooled.0", l.load(2, d, config.pooledWidth(), from + "text_embedder.linear_1"));
        keep("pooled.1", l.load(2, d, d, from + "text_embedder.linear_2"));
        keep("modulation", new ModulationWeights(config, source, linears, owner).load(rows));
    }

    private int tokens() {
        return 2 * config.grid() * config.grid();
    }

    private void keep(String group, List<NDArray> arrays) {
        for (int i = 0; i < arrays.size(); i++) {
            prepared.put(key(group, i), arrays.get(i));
        }
    }
}
