package io.omniflow.engine.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.script.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * {@code T5EncoderModel} in float32. Every token sees every other, padding too, as in the pipeline
 * of Stable Diffusion 3. It borrows its weights, which must outlive it, and may be used by many
 * threads at once.
 */
final class T5Encoder implements AutoCloseable {

    private final T5Config config;
    private final Kernels kernels;
    private final NDArray tokens;
    private final NDArray bias;
    private final NDArray norm;
    private final List<Parameters> layers = new ArrayList<>();

    /**
     * Makes an encoder of prepared weights.
     *
     * @param prefix begins the keys of this encoder's weights
     * @param weights what {@link T5Weights#prepare} returned, perhaps among others
     */
    T5Encoder(T5Config config, String prefix, Kernels kernels, Map<String, NDArray> weights) {
        this.config = config;
        this.kernels = kernels;
        this.tokens = weights.get(prefix + "tokens");
        this.bias = weights.get(prefix + "bias");
        this.norm = weights.get(prefix + "norm");
        int arrays = T5Weights.arraysPerLayer(config);
        for (int i = 0; i < config.layers(); i++) {
            int layer = i;
            layers.add(
                    Parameters.of(
                            IntStream.range(0, arrays)
                                    .mapToObj(k -> weights.get(T5Weights.key(prefix, layer, k)))
                                    .toList()));
        }
    }

    /**
     * Encodes prompts.
     *
     * @param owner owns the result
     * @param ids token ids, one row for each prompt, of the length that the weights are prepared
     *     for
     * @return float32 (prompts, tokens, width)
     */
    NDArray encode(NDManager owner, long[][] ids) {
        try (NDManager scratch = owner.newSubManager()) {
            NDArray states = embed(scratch, ids);
            for (Parameters layer : layers) {
                NDArray next = layer(scratch, states, layer);
                states.close();
                states = next;
            }
            try (Call call = kernels.call("t5_norm")) {
                return call.with(states).with(norm).with(config.epsilon()).array(owner);
            }
        }
    }

    @Override
    public void close() {
        layers.forEach(Parameters::close);
    }

    private NDArray embed(NDManager scratch, long[][] ids) {
        long[] flat = Arrays.stream(ids).flatMapToLong(Arrays::stream).toArray();
        NDArray rows = scratch.create(flat, new Shape(ids.length, ids[0].length));
        try (Call call = kernels.call("t5_embed")) {
            return call.with(rows).with(tokens).array(scratch);
        }
    }

    private NDArray layer(NDManager scratch, NDArray states, Parameters layer) {
        try (Call call = kernels.call("t5_layer")) {
            return call.with(states)
                    .with(bias)
                    .with(layer)
                    .with(config.heads())
                    .with(config.epsilon())
                    .with(config.activation())
                    .array(scratch);
        }
    }
}
