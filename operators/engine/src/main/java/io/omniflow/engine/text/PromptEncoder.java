package io.omniflow.engine.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.weights.TensorSource;
import io.omniflow.engine.weights.WeightsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tokenizers and text encoders of a bundle. It borrows the weights, which must outlive it, and
 * owns the tokenizers. Prompts may be encoded by many threads at once.
 */
public final class PromptEncoder implements AutoCloseable {

    /** How the names of weights begin. */
    private static final String WEIGHTS = "model";

    private final PromptTokenizer tokenizer;
    private final ClipTextEncoder clip;

    private PromptEncoder(PromptTokenizer tokenizer, ClipTextEncoder clip) {
        this.tokenizer = tokenizer;
        this.clip = clip;
    }

    /** Checks that the files of weights and vocabularies are there. */
    public static void requireFiles(PromptConfig config) {
        for (ClipComponent clip : config.clips()) {
            WeightsFiles.find(clip.encoder(), WEIGHTS);
            require(clip.tokenizer().resolve("tokenizer.json"));
        }
    }

    /** Loads and prepares the weights of all encoders; the arrays belong to the owner. */
    public static Map<String, NDArray> prepare(
            PromptConfig config, Kernels kernels, NDManager owner) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (ClipComponent clip : config.clips()) {
            try (TensorSource source = WeightsFiles.open(clip.encoder(), WEIGHTS)) {
                arrays.putAll(
                        ClipWeights.prepare(clip.config(), clip.prefix(), source, kernels, owner));
            }
        }
        return arrays;
    }

    /**
     * Makes an encoder of prepared weights.
     *
     * @param weights what {@link #prepare} returned, perhaps among others
     * @throws InvalidModelException if a tokenizer is malformed
     */
    public static PromptEncoder load(
            PromptConfig config, Kernels kernels, Map<String, NDArray> weights) {
        ClipComponent clip = config.clips().get(0);
        PromptTokenizer tokenizer =
                PromptTokenizer.load(
                        clip.tokenizer().resolve("tokenizer.json"), clip.config().maxTokens());
        return new PromptEncoder(
                tokenizer, new ClipTextEncoder(clip.config(), clip.prefix(), kernels, weights));
    }

    /**
     * Encodes prompts in one batch.
     *
     * @param owner owns the result
     * @param warnings receives what the sender should know of the prompts
     */
    public TextEmbedding encode(NDManager owner, List<String> prompts, Set<String> warnings) {
        long[][] ids = new long[prompts.size()][];
        for (int i = 0; i < ids.length; i++) {
            TokenizedPrompt prompt = tokenizer.encode(prompts.get(i));
            warnings.addAll(prompt.warnings());
            ids[i] = prompt.ids();
        }
        return clip.encode(owner, ids);
    }

    @Override
    public void close() {
        clip.close();
        tokenizer.close();
    }

    private static void require(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL, "model file " + file + " is missing");
        }
    }
}
