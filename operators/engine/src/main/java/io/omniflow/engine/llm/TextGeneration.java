package io.omniflow.engine.llm;

import io.omniflow.core.generation.FinishReason;
import io.omniflow.engine.Generation;
import io.omniflow.engine.llm.blocks.SequenceBlocks;
import io.omniflow.engine.llm.decoder.Chunk;
import io.omniflow.engine.llm.sampling.SampledToken;
import io.omniflow.engine.llm.sampling.TokenHistory;
import io.omniflow.engine.llm.sampling.TokenSampler;
import io.omniflow.engine.llm.text.WrittenText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A text in progress. A step of its model computes part of the prompt, or writes a token, or leaves
 * it waiting for room.
 */
public final class TextGeneration implements Generation {

    private final TextRequest request;
    private final int promptTokens;
    private final int limit;
    private final Set<Integer> ends;
    private final SequenceBlocks blocks;
    private final WrittenText text;
    private final TokenHistory history;
    private final Consumer<TextGeneration> onClose;
    private final List<SampledToken> written = new ArrayList<>();

    private int[] tokens;
    private int reused = -1;
    private boolean started;
    private @Nullable FinishReason reason;

    /**
     * Makes a generation that has computed nothing.
     *
     * @param limit the most tokens of the text
     * @param ends tokens that end it
     * @param onClose frees what the model keeps of it
     */
    TextGeneration(
            TextRequest request,
            int[] prompt,
            int limit,
            Set<Integer> ends,
            SequenceBlocks blocks,
            WrittenText text,
            Consumer<TextGeneration> onClose) {
        this.request = request;
        this.promptTokens = prompt.length;
        this.limit = limit;
        this.ends = ends;
        this.blocks = blocks;
        this.text = text;
        this.history = new TokenHistory(prompt);
        this.tokens = prompt.clone();
        this.onClose = onClose;
    }

    /** Returns how many tokens the text has. */
    @Override
    public int step() {
        return written.size();
    }

    /** Returns the most tokens that the text may have. */
    @Override
    public int steps() {
        return limit;
    }

    /** All texts of a model can share a step. */
    @Override
    public Object batchKey() {
        return "text";
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public boolean isDone() {
        return reason != null;
    }

    @Override
    public String text() {
        return text.soFar();
    }

    /** Returns the tokens of the text so far. */
    public List<SampledToken> written() {
        return List.copyOf(written);
    }

    /** Ends the text as it is, unless it is done. */
    public void cancel() {
        if (reason == null) {
            end(FinishReason.CANCELLED);
        }
    }

    /** Gives up all blocks; the model forgets the generation. Idempotent. */
    @Override
    public void close() {
        preempt();
        onClose.accept(this);
    }

    /** Returns what it shall write. */
    TextRequest request() {
        return request;
    }

    /** Returns the output of a generation that is done. */
    TextOutput output() {
        if (reason == null) {
            throw new IllegalStateException("the text is not done");
        }
        return new TextOutput(text(), written, reason, promptTokens, Math.max(0, reused));
    }

    /** Tells whether it has room in the cache. */
    boolean isStarted() {
        return started;
    }

    /** Returns how many tokens have no keys and values yet. */
    int pending() {
        return tokens.length - blocks.length();
    }

    /**
     * Takes room for all its tokens, those first that others have computed.
     *
     * @return whether there was room; without, it has none at all
     */
    boolean start() {
        int found = blocks.reuse(tokens);
        if (!blocks.reserve(tokens.length)) {
            blocks.release();
            return false;
        }
        started = true;
        reused = reused < 0 ? Math.min(found, promptTokens) : reused;
        return true;
    }

    /** Takes room for the next tokens; returns whether there was. */
    boolean grow() {
        return blocks.reserve(tokens.length);
    }

    /** Gives its room to others; all will be computed again. */
    void preempt() {
        started = false;
        blocks.release();
    }

    /** Returns the next tokens to compute. */
    Chunk next(int most) {
        int from = blocks.length();
        int count = Math.min(most, pending());
        int[] part = Arrays.copyOfRange(tokens, from, from + count);
        return new Chunk(part, from, blocks.blocks(), count == pending());
    }

    /** Notes that a chunk was computed. */
    void computed(Chunk chunk) {
        blocks.computed(tokens, chunk.start() + chunk.tokens().length);
    }

    /** Chooses a token and adds it. */
    void write(float[] logits) {
        add(TokenSampler.choose(logits, history, request.sampling(), written.size()));
    }

    /** Adds a token that was chosen, perhaps elsewhere. */
    void add(SampledToken token) {
        written.add(token);
        history.add(token.id());
        tokens = Arrays.copyOf(tokens, tokens.length + 1);
        tokens[tokens.length - 1] = token.id();
        if (ends.contains(token.id())) {
            end(FinishReason.STOP);
            return;
        }
        text.add(token.id());
        if (text.isStopped()) {
            end(FinishReason.STOP);
        } else if (written.size() == limit) {
            end(FinishReason.LENGTH);
        }
    }

    private void end(FinishReason why) {
        reason = why;
        text.finish();
        preempt();
    }
}
