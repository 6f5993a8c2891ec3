package io.omniflow.engine.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizers and text encoders of a bundle, joined as diffusers' pipeline of Stable Diffusion 3
 * joins them: CLIP's hidden states side by side and filled up with zeros, then T5's as further
 * rows. It borrows the weights, which must outlive it, and owns the tokenizers. Prompts may be
 * encoded by many threads at once.
 */
public final class PromptEncoder implements AutoCloseable {

    private record Clip(PromptTokenizer tokenizer, ClipTextEncoder encoder) {}

    private record T5(PromptTokenizer tokenizer, T5Encoder encoder) {}

    private final PromptConfig config;
    private final Kernels kernels;
    private final List<Runnable> closing = new ArrayList<>();
    private final List<Clip> clips = new ArrayList<>();
    private @Nullable T5 t5;

    private PromptEncoder(PromptConfig config, Kernels kernels) {
        this.config = config;
        this.kernels = kernels;
    }

    /**
     * Makes an encoder of prepared weights.
     *
     * @param weights what {@link PromptWeights#prepare} returned, perhaps among others
     * @throws io.omniflow.core.error.InvalidModelException if a tokenizer is malformed
     */
    public static PromptEncoder load(
            PromptConfig config, Kernels kernels, Map<String, NDArray> weights) {
        PromptEncoder encoder = new PromptEncoder(config, kernels);
        boolean loaded = false;
        try {
            encoder.load(weights);
            loaded = true;
            return encoder;
        } finally {
            if (!loaded) {
                encoder.close();
            }
        }
    }

    private void load(Map<String, NDArray> weights) {
        for (ClipComponent part : config.clips()) {
            PromptTokenizer tokenizer = tokenizer(part.tokenizer(), part.config().maxTokens());
            ClipTextEncoder encoder =
                    new ClipTextEncoder(part.config(), part.prefix(), kernels, weights);
            closing.add(encoder::close);
            clips.add(new Clip(tokenizer, encoder));
        }
        T5Component part = config.t5();
        if (part != null) {
            PromptTokenizer tokenizer = tokenizer(part.tokenizer(), config.t5Tokens());
            T5Encoder encoder = new T5Encoder(part.config(), part.prefix(), kernels, weights);
            closing.add(encoder::close);
            t5 = new T5(tokenizer, encoder);
        }
    }

    private PromptTokenizer tokenizer(Path directory, int length) {
        PromptTokenizer tokenizer = PromptTokenizer.load(directory, length);
        closing.add(tokenizer::close);
        return tokenizer;
    }

    /**
     * Encodes prompts in one batch.
     *
     * @param owner owns the result
     * @param warnings receives what the sender should know of the prompts
     */
    public TextEmbedding encode(NDManager owner, List<String> prompts, Set<String> warnings) {
        if (config.t5Tokens() == 0) {
            Clip only = clips.get(0);
            return only.encoder().encode(owner, ids(only.tokenizer(), prompts, warnings));
        }
        try (NDManager scratch = owner.newSubManager()) {
            List<NDArray> hidden = new ArrayList<>();
            List<NDArray> pooled = new ArrayList<>();
            for (Clip clip : clips) {
                long[][] ids = ids(clip.tokenizer(), prompts, warnings);
                TextEmbedding embedding = clip.encoder().encode(scratch, ids);
                hidden.add(embedding.hidden());
                pooled.add(embedding.pooled());
            }
            NDArray rest = rest(scratch, prompts, warnings);
            return new TextEmbedding(join(owner, hidden, rest), beside(owner, pooled));
        }
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
        closing.clear();
    }

    /** The rows after CLIP's: T5's, or zeros in their place. */
    private NDArray rest(NDManager scratch, List<String> prompts, Set<String> warnings) {
        if (t5 == null) {
            return scratch.zeros(new Shape(prompts.size(), config.t5Tokens(), config.width()));
        }
        return t5.encoder().encode(scratch, ids(t5.tokenizer(), prompts, warnings));
    }

    private static long[][] ids(
            PromptTokenizer tokenizer, List<String> prompts, Set<String> warnings) {
        long[][] ids = new long[prompts.size()][];
        for (int i = 0; i < ids.length; i++) {
            TokenizedPrompt prompt = tokenizer.encode(prompts.get(i));
            warnings.addAll(prompt.warnings());
            ids[i] = prompt.ids();
        }
        return ids;
    }

    private NDArray join(NDManager owner, List<NDArray> clips, NDArray rest) {
        try (Call call = kernels.call("text_join")) {
            return call.withArrays(clips).with(rest).array(owner);
        }
    }

    private NDArray beside(NDManager owner, List<NDArray> parts) {
        try (Call call = kernels.call("text_beside")) {
            return call.withArrays(parts).array(owner);
        }
    }
}
