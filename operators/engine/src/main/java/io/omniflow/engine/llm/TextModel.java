package io.omniflow.engine.llm;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.SavedToken;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.generation.TextReport;
import io.omniflow.core.generation.TokenLogprob;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextSampling;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.engine.llm.sampling.SampledToken;
import io.omniflow.engine.llm.sampling.SamplingParams;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A language model as a worker runs it: a step is a token, or a part of a prompt. A text is resumed
 * from its tokens; all else is computed again and goes on the same.
 */
public final class TextModel implements StepModel<TextGeneration> {

    private final TextStepModel model;

    private TextModel(TextStepModel model) {
        this.model = model;
    }

    /**
     * Loads a model of a transformers directory.
     *
     * @param contentHash names the content, under which the weights are shared
     * @throws io.omniflow.core.error.InvalidModelException if a file is missing, malformed or not
     *     supported; the message names the file
     */
    public static TextModel load(
            Path directory, String contentHash, Device device, EngineConfig config) {
        return new TextModel(
                TextStepModel.load(directory, contentHash, device, config, TextLimits.DEFAULT));
    }

    @Override
    public TextGeneration begin(Beginning beginning) {
        if (beginning.params() instanceof TextParams params) {
            return model.begin(request(params, beginning.scope()), saved(beginning.from()));
        }
        throw new InvalidRequestException(
                ErrorCode.INVALID_FIELD, "the model writes texts, it makes no pictures");
    }

    @Override
    public List<StepReport> step(List<TextGeneration> batch) {
        return model.step(batch);
    }

    @Override
    public PendingOutput finish(TextGeneration generation) {
        TextOutput written = model.finish(generation);
        boolean tells = generation.request().tellsLogprobs();
        TextReport report =
                new TextReport(
                        written.reason(),
                        written.promptTokens(),
                        written.tokens().size(),
                        written.reusedTokens(),
                        tells ? written.tokens().stream().map(this::logprob).toList() : List.of());
        Output output = Output.ofText(written.text(), report, generation.warnings());
        return () -> output;
    }

    @Override
    public Snapshot snapshot(TextGeneration generation) {
        return Snapshot.ofText(generation.written().stream().map(TextModel::save).toList());
    }

    @Override
    public void close() {
        model.close();
    }

    private static TextRequest request(TextParams params, String scope) {
        TextSampling sampling = params.sampling();
        boolean tells = sampling.logprobs() != TextSampling.NO_LOGPROBS;
        return new TextRequest(
                params.prompt(),
                params.maxTokens(),
                new SamplingParams(
                        sampling.temperature(),
                        sampling.topK(),
                        sampling.topP(),
                        sampling.minP(),
                        sampling.repetitionPenalty(),
                        sampling.presencePenalty(),
                        sampling.frequencyPenalty(),
                        params.seed(),
                        tells ? sampling.logprobs() : 0),
                params.stops(),
                params.stopIds(),
                params.ignoreEnd(),
                scope,
                tells);
    }

    private TokenLogprob logprob(SampledToken token) {
        return new TokenLogprob(
                token.id(),
                model.textOf(token.id()),
                token.logprob(),
                token.top().stream()
                        .map(
                                other ->
                                        new TokenLogprob.Top(
                                                other.id(),
                                                model.textOf(other.id()),
                                                other.logprob()))
                        .toList());
    }

    private static SavedToken save(SampledToken token) {
        return new SavedToken(
                token.id(),
                token.logprob(),
                token.top().stream()
                        .map(other -> new SavedToken.Other(other.id(), other.logprob()))
                        .toList());
    }

    private static @Nullable TextSnapshot saved(@Nullable Snapshot from) {
        if (from == null) {
            return null;
        }
        return new TextSnapshot(
                from.tokens().stream()
                        .map(
                                token ->
                                        new SampledToken(
                                                token.id(),
                                                token.logprob(),
                                                token.top().stream()
                                                        .map(
                                                                other ->
                                                                        new SampledToken
                                                                                .Alternative(
                                                                                other.id(),
                                                                                other.logprob()))
                                                        .toList()))
                        .toList());
    }
}
