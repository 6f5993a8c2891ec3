package io.omniflow.engine.sd3;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.autoencoder.LatentCodec;
import io.omniflow.engine.diffusion.SD3Transformer2DModel;
import io.omniflow.engine.diffusion.Sd3Weights;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.text.PromptCache;
import io.omniflow.engine.text.PromptEncoder;
import io.omniflow.engine.text.PromptWeights;
import io.omniflow.engine.weights.TensorSource;
import io.omniflow.engine.weights.WeightsFiles;
import io.omniflow.registry.ModelRegistry;
import io.omniflow.registry.WeightsLease;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The loaded parts of a bundle; the weights are leased, everything else is owned. */
final class Sd3Model implements AutoCloseable {

    /** Names the form of the prepared weights; change it with every change of that form. */
    private static final String LAYOUT = "sd3-2";

    private final Kernels kernels;
    private final WeightsLease weights;
    private final PromptCache text;
    private final SD3Transformer2DModel transformer;
    private final LatentCodec codec;

    private Sd3Model(Sd3Bundle bundle, Kernels kernels, WeightsLease weights, PromptEncoder text) {
        this.kernels = kernels;
        this.weights = weights;
        this.text = new PromptCache(text, weights.device());
        this.transformer =
                new SD3Transformer2DModel(bundle.transformer(), kernels, weights.arrays());
        this.codec = bundle.latents().codec(kernels, weights.arrays());
    }

    /**
     * Loads a bundle, sharing the weights with whoever has loaded the same content in the same
     * form.
     */
    static Sd3Model load(Sd3Bundle bundle, String contentHash, Device device, ComputeType type) {
        Kernels kernels = Kernels.load(device);
        WeightsLease weights = null;
        PromptEncoder text = null;
        Sd3Model model = null;
        try {
            weights = lease(bundle, contentHash, kernels, type);
            text = PromptEncoder.load(bundle.text(), kernels, weights.arrays());
            model = new Sd3Model(bundle, kernels, weights, text);
            return model;
        } finally {
            if (model == null) {
                closeAll(text, weights, kernels);
            }
        }
    }

    Kernels kernels() {
        return kernels;
    }

    PromptCache text() {
        return text;
    }

    SD3Transformer2DModel transformer() {
        return transformer;
    }

    LatentCodec codec() {
        return codec;
    }

    WeightsLease weights() {
        return weights;
    }

    Device device() {
        return weights.device();
    }

    @Override
    public void close() {
        codec.close();
        transformer.close();
        text.close();
        closeAll(null, weights, kernels);
    }

    private static void closeAll(
            @Nullable PromptEncoder text, @Nullable WeightsLease weights, Kernels kernels) {
        if (text != null) {
            text.close();
        }
        if (weights != null) {
            weights.close();
        }
        kernels.close();
    }

    private static WeightsLease lease(
            Sd3Bundle bundle, String contentHash, Kernels kernels, ComputeType type) {
        String form = LAYOUT + (kernels.isPacked() ? "-packed-" : "-") + type;
        return ModelRegistry.shared()
                .acquire(
                        contentHash + "/" + form,
                        kernels.device(),
                        manager -> prepare(bundle, kernels, type, manager));
    }

    private static Map<String, NDArray> prepare(
            Sd3Bundle bundle, Kernels kernels, ComputeType type, NDManager manager) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        try (TensorSource source = WeightsFiles.open(bundle.transformerWeights())) {
            arrays.putAll(Sd3Weights.prepare(bundle.transformer(), source, kernels, manager, type));
        }
        arrays.putAll(PromptWeights.prepare(bundle.text(), kernels, manager));
        arrays.putAll(bundle.latents().prepare(kernels, manager));
        return arrays;
    }
}
