package io.omniflow.engine.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.script.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An encoder or a decoder: layers that run one after the other, each on the output of the one
 * before, which is freed as soon as it is read. Safe for use by many threads; closing is not.
 */
final class LayerStack implements AutoCloseable {

    private record Loaded(LayerKind kind, Parameters weights) {}

    private final Kernels kernels;
    private final int groups;
    private final List<Loaded> layers = new ArrayList<>();

    /**
     * Makes a stack of prepared weights, which must outlive it.
     *
     * @param weights what {@link AutoencoderWeights#prepare} returned
     */
    LayerStack(Kernels kernels, int groups, List<Layer> plan, Map<String, NDArray> weights) {
        this.kernels = kernels;
        this.groups = groups;
        for (Layer layer : plan) {
            List<NDArray> arrays = new ArrayList<>();
            for (int i = 0; weights.containsKey(layer.key(i)); i++) {
                arrays.add(weights.get(layer.key(i)));
            }
            layers.add(new Loaded(layer.kind(), Parameters.of(arrays)));
        }
    }

    /**
     * Runs all layers.
     *
     * @param owner owns the result
     * @param input float32 (rows, channels, height, width); it is closed
     */
    NDArray run(NDManager owner, NDArray input) {
        NDArray at = input;
        for (Loaded layer : layers) {
            try (NDArray read = at;
                    Call call = kernels.call(layer.kind.kernel())) {
                at = call.with(read).with(layer.weights).with(groups).array(owner);
            }
        }
        return at;
    }

    @Override
    public void close() {
        layers.forEach(layer -> layer.weights.close());
    }
}
