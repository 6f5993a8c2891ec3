package io.omniflow.engine.llm;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.engine.StepReport;
import io.omniflow.engine.llm.blocks.BlockPool;
import io.omniflow.engine.llm.blocks.SequenceBlocks;
import io.omniflow.engine.llm.decoder.Chunk;
import io.omniflow.engine.llm.decoder.KeyValuePool;
import io.omniflow.engine.llm.decoder.LanguageModel;
import io.omniflow.engine.llm.text.TokenCodec;
import io.omniflow.engine.llm.text.WrittenText;
import io.omniflow.engine.runtime.PyTorch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes texts in steps. One pass serves all members of a step, those whose prompt is still to be
 * computed and those that write their next token. All methods run on one thread, the device loop
 * that owns the model.
 *
 * <p>In deterministic mode a text does not depend, bit for bit, on the company, on what others have
 * left in the cache, nor on being interrupted; see {@link io.omniflow.engine.llm.decoder.Decoder}.
 */
public final class TextStepModel implements AutoCloseable {

    private final LanguageModel model;
    private final TokenCodec codec;
    private final TextDefaults defaults;
    private final BlockPool pool;
    private final int promptBudget;

    /** All that are not closed, oldest first. */
    private final Set<TextGeneration> live = new LinkedHashSet<>();

    private TextStepModel(
            LanguageModel model, TokenCodec codec, TextDefaults defaults, int promptBudget) {
        this.model = model;
        this.codec = codec;
        this.defaults = defaults;
        this.pool = new BlockPool(model.blocks());
        this.promptBudget = promptBudget;
    }

    /**
     * Loads a model of a transformers directory.
     *
     * @param contentHash names the content, under which the weights are shared
     * @param limits bounds of memory and of a step
     * @throws io.omniflow.core.error.InvalidModelException if a file is missing, malformed or not
     *     supported; the message names the file
     */
    public static TextStepModel load(
            Path directory,
            String contentHash,
            Device device,
            EngineConfig config,
            TextLimits limits) {
        TextDefaults defaults = TextDefaults.read(directory);
        TokenCodec codec = TokenCodec.load(directory);
        LanguageModel model = null;
        try {
            model = LanguageModel.load(directory, contentHash, device, config, limits.cacheBytes());
            return new TextStepModel(model, codec, defaults, limits.stepTokens());
        } finally {
            if (model == null) {
                codec.close();
            }
        }
    }

    /** Returns what a request gets that does not say. */
    public TextDefaults defaults() {
        return defaults;
    }

    /**
     * Starts a text, or resumes it.
     *
     * @param from where to resume; null to start
     * @throws InvalidRequestException if the prompt has no token, or one that the model does not
     *     know, or leaves no room for the text in the model's context or in the cache
     */
    public TextGeneration begin(TextRequest request, @Nullable TextSnapshot from) {
        int[] prompt = codec.encode(request.prompt());
        int room = Math.min(model.config().positions(), pool.size() * KeyValuePool.BLOCK);
        if (prompt.length == 0 || prompt.length >= room) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_PROMPT,
                    String.format(
                            "the prompt has %d tokens, expected 1 to %d", prompt.length, room - 1));
        }
        requireKnown(prompt);
        int limit = Math.min(request.maxTokens(), room - prompt.length);
        TextGeneration generation = generation(request, prompt, limit);
        if (from != null) {
            from.written().forEach(generation::add);
        }
        live.add(generation);
        return generation;
    }

    /**
     * Advances each member that has room: by a part of its prompt, or by a token. None is done.
     *
     * @return one report for each member, in order; one that waited has an effort of 0
     */
    public List<StepReport> step(List<TextGeneration> batch) {
        PyTorch.enter();
        Map<TextGeneration, Chunk> plan = StepPlan.of(live, new HashSet<>(batch), promptBudget);
        float[][] logits =
                plan.isEmpty() ? new float[0][] : model.forward(List.copyOf(plan.values()));
        Map<TextGeneration, StepReport> failures = new HashMap<>();
        int row = 0;
        for (Map.Entry<TextGeneration, Chunk> entry : plan.entrySet()) {
            entry.getKey().computed(entry.getValue());
            if (entry.getValue().wanted()) {
                write(entry.getKey(), logits[row++], failures);
            }
        }
        List<StepReport> reports = new ArrayList<>(batch.size());
        for (TextGeneration member : batch) {
            StepReport normal = report(plan.get(member));
            reports.add(failures.getOrDefault(member, normal));
        }
        return reports;
    }

    /** Returns the output of a generation that is done. */
    public TextOutput finish(TextGeneration generation) {
        return generation.output();
    }

    /** Copies what is needed to resume. */
    public TextSnapshot snapshot(TextGeneration generation) {
        return new TextSnapshot(generation.written());
    }

    /** Returns the text of a token alone; parts of a character are U+FFFD. */
    String textOf(int token) {
        return codec.decode(new int[] {token});
    }

    /** Returns how many blocks of the cache could be taken. */
    public int availableBlocks() {
        return pool.available();
    }

    /** Returns how many blocks the cache has. */
    public int blocks() {
        return pool.size();
    }

    /** Frees the native memory of the model; generations must be closed before. */
    @Override
    public void close() {
        model.close();
        codec.close();
    }

    /** A tokenizer may have tokens that were added to it but not to the model. */
    private void requireKnown(int[] prompt) {
        int vocabulary = model.config().vocabulary();
        for (int token : prompt) {
            if (token >= vocabulary) {
                throw new InvalidRequestException(
                        ErrorCode.INVALID_PROMPT,
                        String.format(
                                "the prompt has token %d, expected one below %d: the model does"
                                        + " not know what its tokenizer makes of it",
                                token, vocabulary));
            }
        }
    }

    private TextGeneration generation(TextRequest request, int[] prompt, int limit) {
        Set<Integer> ends = new HashSet<>(request.stopIds());
        if (!request.ignoreEnd()) {
            ends.addAll(defaults.endIds());
        }
        SequenceBlocks blocks =
                new SequenceBlocks(
                        pool, KeyValuePool.BLOCK, request.scope(), prompt.length + limit);
        WrittenText text = new WrittenText(codec::decode, request.stops());
        return new TextGeneration(request, prompt, limit, ends, blocks, text, live::remove);
    }

    private static StepReport report(@Nullable Chunk computed) {
        if (computed == null) {
            return StepReport.advanced(0);
        }
        return computed.tokens().length > 1 ? StepReport.PROMPT : StepReport.ADVANCED;
    }

    private static void write(
            TextGeneration generation, float[] logits, Map<TextGeneration, StepReport> failures) {
        try {
            generation.write(logits);
        } catch (ArithmeticException e) {
            failures.put(
                    generation,
                    StepReport.failed(
                            new CoreModuleException(ErrorCode.NOT_FINITE, e.getMessage(), e)));
        }
    }
}
