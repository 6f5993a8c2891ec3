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
import org.jspecify.annotations.Nullable;

/**
 * The tokenizers and text encoders of a bundle, joined as diffusers' pipeline of Stable Diffusion 3
 * joins them: CLIP's hidden states side by side and filled up with zeros, then T5's as further
 * rows. It borrows the weights, which must outlive it, and owns the tokenizers. Prompts may be
 * encoded by many threads at once.
 */
public final class PromptEncoder implements AutoCloseable {

    private final PromptConfig config;
    private final Kernels kernels;
    private final List<Runnable> closing = new ArrayList<>();
    private final List<PromptTokenizer> tokenizers = new ArrayList<>();
    private final List<ClipTextEncoder> clips = new ArrayList<>();
    private @Nullable T5Encoder t5;

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
            tokenizer(part.tokenizer(), isAlone() ? "" : "CLIP", part.config().maxTokens());
            ClipTextEncoder clip =
                    new ClipTextEncoder(part.config(), part.prefix(), kernels, weights);
            closing.add(clip::close);
            clips.add(clip);
        }
        T5Component part = config.t5();
        if (part != null) {
            tokenizer(part.tokenizer(), "T5", config.t5Tokens());
            t5 = new T5Encoder(part.config(), part.prefix(), kernels, weights);
            closing.add(t5::close);
        }
    }

    private void tokenizer(Path directory, String reader, int length) {
        PromptTokenizer tokenizer = PromptTokenizer.load(directory, reader, length);
        closing.add(tokenizer::close);
        tokenizers.add(tokenizer);
    }

    /** Turns prompts into the token ids of every encoder. */
    PromptTokens tokenize(List<String> prompts) {
        return PromptTokens.of(tokenizers, prompts);
    }

    /**
     * Encodes prompts in one batch.
     *
     * @param owner owns the result
     * @param tokens what {@link #tokenize} made of the prompts
     */
    TextEmbedding encode(NDManager owner, PromptTokens tokens) {
        if (isAlone()) {
            return clips.get(0).encode(owner, tokens.ids().get(0));
        }
        try (NDManager scratch = owner.newSubManager()) {
            List<NDArray> hidden = new ArrayList<>();
            List<NDArray> pooled = new ArrayList<>();
            for (int i = 0; i < clips.size(); i++) {
                TextEmbedding embedding = clips.get(i).encode(scratch, tokens.ids().get(i));
                hidden.add(embedding.hidden());
                pooled.add(embedding.pooled());
            }
            NDArray rest = rest(scratch, tokens);
            return new TextEmbedding(join(owner, hidden, rest), beside(owner, pooled));
        }
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
        closing.clear();
    }

    /** Tells whether one encoder's result is passed on as it is. */
    private boolean isAlone() {
        return config.t5Tokens() == 0;
    }

    /** The rows after CLIP's: T5's, or zeros in their place. */
    private NDArray rest(NDManager scratch, PromptTokens tokens) {
        if (t5 == null) {
            int prompts = tokens.ids().get(0).length;
            return scratch.zeros(new Shape(prompts, config.t5Tokens(), config.width()));
        }
        return t5.encode(scratch, tokens.ids().get(clips.size()));
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
