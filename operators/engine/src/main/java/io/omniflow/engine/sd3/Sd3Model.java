package io.omniflow.engine.sd3;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.diffusion.SD3Transformer2DModel;
import io.omniflow.engine.diffusion.Sd3Weights;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.text.ClipTextEncoder;
import io.omniflow.engine.text.PromptTokenizer;
import io.omniflow.engine.text.TextWeights;
import io.omniflow.engine.weights.TensorSource;
import io.omniflow.engine.weights.WeightsFiles;
import io.omniflow.registry.ModelRegistry;
import io.omniflow.registry.WeightsLease;
import java.util.LinkedHashMap;
import java.util.Map;

/** The loaded parts of a bundle; the weights are leased, everything else is owned. */
final class Sd3Model implements AutoCloseable {

    /** Names the form of the prepared weights; change it with every change of that form. */
    private static final String LAYOUT = "sd3-1";

    private final Kernels kernels;
    private final WeightsLease weights;
    private final PromptTokenizer tokenizer;
    private final ClipTextEncoder text;
    private final SD3Transformer2DModel transformer;

    private Sd3Model(
            Sd3Bundle bundle, Kernels kernels, WeightsLease weights, PromptTokenizer tokenizer) {
        this.kernels = kernels;
        this.weights = weights;
        this.tokenizer = tokenizer;
        this.text = new ClipTextEncoder(bundle.text(), kernels, weights.arrays());
        this.transformer =
                new SD3Transformer2DModel(bundle.transformer(), kernels, weights.arrays());
    }

    /** Loads a bundle, sharing the weights with whoever has loaded the same content. */
    static Sd3Model load(Sd3Bundle bundle, String contentHash, Device device) {
        PromptTokenizer tokenizer =
                PromptTokenizer.load(bundle.tokenizer(), bundle.text().maxTokens());
        Kernels kernels = null;
        Sd3Model model = null;
        try {
            kernels = Kernels.load(device);
            model = new Sd3Model(bundle, kernels, lease(bundle, contentHash, kernels), tokenizer);
            return model;
        } finally {
            if (model == null) {
                tokenizer.close();
                if (kernels != null) {
                    kernels.close();
                }
            }
        }
    }

    Kernels kernels() {
        return kernels;
    }

    PromptTokenizer tokenizer() {
        return tokenizer;
    }

    ClipTextEncoder text() {
        return text;
    }

    SD3Transformer2DModel transformer() {
        return transformer;
    }

    WeightsLease weights() {
        return weights;
    }

    Device device() {
        return weights.device();
    }

    @Override
    public void close() {
        transformer.close();
        text.close();
        tokenizer.close();
        weights.close();
        kernels.close();
    }

    private static WeightsLease lease(Sd3Bundle bundle, String contentHash, Kernels kernels) {
        String key = contentHash + "/" + LAYOUT + (kernels.isPacked() ? "-packed" : "");
        return ModelRegistry.shared()
                .acquire(key, kernels.device(), manager -> prepare(bundle, kernels, manager));
    }

    private static Map<String, NDArray> prepare(
            Sd3Bundle bundle, Kernels kernels, NDManager manager) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        try (TensorSource source = WeightsFiles.open(bundle.transformerWeights())) {
            arrays.putAll(Sd3Weights.prepare(bundle.transformer(), source, kernels, manager));
        }
        try (TensorSource source = WeightsFiles.open(bundle.textWeights())) {
            arrays.putAll(TextWeights.prepare(bundle.text(), source, kernels, manager));
        }
        return arrays;
    }
}
