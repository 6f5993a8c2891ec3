package io.omniflow.engine.text;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.LongBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A prompt encoder, which it owns, with the embeddings of the prompts used last: the images of one
 * request, and requests with the same prompts, are encoded once. What is kept are prompts of one
 * call together, so an embedding has the same bits whether it was kept or not.
 *
 * <p>Embeddings lie on the device of the model, at most {@link #MAX_BYTES} of them. For the thread
 * of the model.
 */
public final class PromptCache implements AutoCloseable {

    /** About six pairs of prompts of a published checkpoint. */
    private static final long MAX_BYTES = 64L << 20;

    private final PromptEncoder encoder;
    private final NDManager manager;
    private final long maxBytes;
    private final Map<LongBuffer, TextEmbedding> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long encodings;

    /** Makes an empty cache; the encoder is closed with it. */
    public PromptCache(PromptEncoder encoder, Device device) {
        this(encoder, device, MAX_BYTES);
    }

    PromptCache(PromptEncoder encoder, Device device, long maxBytes) {
        this.encoder = encoder;
        this.manager = NDManager.newBaseManager(device, "PyTorch");
        this.maxBytes = maxBytes;
    }

    /**
     * Encodes prompts in one batch, or copies what is kept of them.
     *
     * @param owner owns the result
     * @param warnings receives what the sender should know of the prompts
     */
    public TextEmbedding encode(NDManager owner, List<String> prompts, Set<String> warnings) {
        PromptTokens tokens = encoder.tokenize(prompts);
        warnings.addAll(tokens.warnings());
        LongBuffer key = tokens.key();
        TextEmbedding known = entries.get(key);
        if (known != null) {
            return copy(known, owner);
        }
        encodings++;
        TextEmbedding fresh = encoder.encode(owner, tokens);
        keep(key, fresh);
        return fresh;
    }

    @Override
    public void close() {
        entries.clear();
        manager.close();
        encoder.close();
    }

    /** Returns how many times prompts were encoded. */
    long encodings() {
        return encodings;
    }

    /** Returns the manager of what is kept. */
    NDManager manager() {
        return manager;
    }

    private void keep(LongBuffer key, TextEmbedding fresh) {
        long size = size(fresh);
        if (size > maxBytes) {
            return;
        }
        Iterator<TextEmbedding> oldest = entries.values().iterator();
        while (bytes + size > maxBytes) {
            TextEmbedding old = oldest.next();
            oldest.remove();
            bytes -= size(old);
            old.hidden().close();
            old.pooled().close();
        }
        entries.put(key, copy(fresh, manager));
        bytes += size;
    }

    private static TextEmbedding copy(TextEmbedding embedding, NDManager owner) {
        return new TextEmbedding(copy(embedding.hidden(), owner), copy(embedding.pooled(), owner));
    }

    private static NDArray copy(NDArray array, NDManager owner) {
        NDArray copy = array.duplicate();
        copy.attach(owner);
        return copy;
    }

    private static long size(TextEmbedding embedding) {
        return Float.BYTES * (embedding.hidden().size() + embedding.pooled().size());
    }
}
