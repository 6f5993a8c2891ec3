package io.omniflow.engine.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.weights.TensorSource;
import io.omniflow.engine.weights.WeightsFiles;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of all text encoders of a bundle. */
public final class PromptWeights {

    /** How the names of the files begin. */
    private static final String STEM = "model";

    private PromptWeights() {}

    /**
     * Checks that the files of weights and vocabularies are there.
     *
     * @throws io.omniflow.core.error.InvalidModelException if one is missing; the message names it
     */
    public static void requireFiles(PromptConfig config) {
        for (ClipComponent clip : config.clips()) {
            WeightsFiles.find(clip.encoder(), STEM);
            TokenizerFiles.require(clip.tokenizer());
        }
        T5Component t5 = config.t5();
        if (t5 != null) {
            WeightsFiles.find(t5.encoder(), STEM);
            TokenizerFiles.require(t5.tokenizer());
        }
    }

    /**
     * Loads and prepares the weights of all encoders; the arrays belong to the owner and stay on
     * its device: CLIP's as float32, T5's in the 16 bits of a published file.
     *
     * @return the arrays by keys that begin with the directory of their encoder
     */
    public static Map<String, NDArray> prepare(
            PromptConfig config, Kernels kernels, NDManager owner) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (ClipComponent clip : config.clips()) {
            try (TensorSource source = WeightsFiles.open(clip.encoder(), STEM)) {
                arrays.putAll(
                        ClipWeights.prepare(clip.config(), clip.prefix(), source, kernels, owner));
            }
        }
        T5Component t5 = config.t5();
        if (t5 != null) {
            try (TensorSource source = WeightsFiles.open(t5.encoder(), STEM)) {
                arrays.putAll(
                        T5Weights.prepare(
                                t5.config(),
                                config.t5Tokens(),
                                t5.prefix(),
                                source,
                                kernels,
                                owner));
            }
        }
        return arrays;
    }
}
