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
 * {@code CLIPTextModelWithProjection}. It borrows its weights, which must outlive it, and may be
 * used by many threads at once.
 */
final class ClipTextEncoder implements AutoCloseable {

    private static final int ARRAYS_PER_LAYER = 12;
    private static final int LEGACY_END_TOKEN = 2;

    private final ClipTextConfig config;
    private final Kernels kernels;
    private final NDArray tokens;
    private final NDArray positions;
    private final Parameters pooling;
    private final List<Parameters> layers = new ArrayList<>();

    /**
     * Makes an encoder of prepared weights.
     *
     * @param prefix begins the keys of this encoder's weights
     * @param weights what {@link ClipWeights#prepare} returned, perhaps among others
     */
    ClipTextEncoder(
            ClipTextConfig config, String prefix, Kernels kernels, Map<String, NDArray> weights) {
        this.config = config;
        this.kernels = kernels;
        this.tokens = weights.get(prefix + "tokens");
        this.positions = weights.get(prefix + "positions");
        this.pooling =
                Parameters.of(
                        List.of(
                                weights.get(prefix + "norm.weight"),
                                weights.get(prefix + "norm.bias"),
                                weights.get(prefix + "projection")));
        for (int i = 0; i < config.layers(); i++) {
            int layer = i;
            layers.add(
                    Parameters.of(
                            IntStream.range(0, ARRAYS_PER_LAYER)
                                    .mapToObj(k -> weights.get(ClipWeights.key(prefix, layer, k)))
                                    .toList()));
        }
    }

    /**
     * Encodes prompts of equal length.
     *
     * @param owner owns the result
     * @param ids token ids, one row for each prompt, none longer than the positions
     */
    TextEmbedding encode(NDManager owner, long[][] ids) {
        try (NDManager scratch = owner.newSubManager()) {
            NDArray states = embed(scratch, ids);
            NDArray penultimate = states;
            for (Parameters layer : layers) {
                penultimate = states;
                states = layer(scratch, states, layer);
            }
            NDArray pooled = pool(scratch, states, ids);
            penultimate.attach(owner);
            pooled.attach(owner);
            return new TextEmbedding(penultimate, pooled);
        }
    }

    @Override
    public void close() {
        layers.forEach(Parameters::close);
        pooling.close();
    }

    private NDArray embed(NDManager scratch, long[][] ids) {
        long[] flat = Arrays.stream(ids).flatMapToLong(Arrays::stream).toArray();
        NDArray rows = scratch.create(flat, new Shape(ids.length, ids[0].length));
        try (Call call = kernels.call("text_embed")) {
            return call.with(rows).with(tokens).with(positions).array(scratch);
        }
    }

    private NDArray layer(NDManager scratch, NDArray states, Parameters layer) {
        try (Call call = kernels.call("text_layer")) {
            return call.with(states)
                    .with(layer)
                    .with(config.heads())
                    .with(config.epsilon())
                    .with(config.activation())
                    .array(scratch);
        }
    }

    private NDArray pool(NDManager scratch, NDArray states, long[][] ids) {
        long[] ends = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ends[i] = endOf(ids[i], config.endToken());
        }
        try (Call call = kernels.call("text_pool")) {
            return call.with(states)
                    .with(scratch.create(ends))
                    .with(pooling)
                    .with(config.epsilon())
                    .array(scratch);
        }
    }

    /** The first end token, or 0 if there is none; the largest id where the end token is 2. */
    static int endOf(long[] ids, int endToken) {
        int largest = 0;
        for (int i = 0; i < ids.length; i++) {
            if (endToken != LEGACY_END_TOKEN && ids[i] == endToken) {
                return i;
            }
            if (ids[i] > ids[largest]) {
                largest = i;
            }
        }
        return endToken == LEGACY_END_TOKEN ? largest : 0;
    }
}
