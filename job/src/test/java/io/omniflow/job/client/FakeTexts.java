package io.omniflow.job.client;

import com.google.protobuf.MessageLite;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Started;
import io.omniflow.v1.Status;
import io.omniflow.v1.TextReport;
import io.omniflow.v1.TokenLogprob;
import io.omniflow.v1.Tokens;
import io.omniflow.v1.TopLogprob;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes prompts in capitals, a token for each word with the space before it. */
final class FakeTexts {

    private final BiConsumer<String, MessageLite> sink;

    FakeTexts(BiConsumer<String, MessageLite> sink) {
        this.sink = sink;
    }

    /** Tells the first token of each text. */
    void begin(GenerationRequest request) {
        tell(request, 0, builder -> builder.setStarted(Started.newBuilder()));
        for (int i = 0; i < count(request); i++) {
            token(request, i, 0);
        }
    }

    /** Tells the other tokens, and the result. */
    void complete(GenerationRequest request) {
        String[] words = words(request);
        for (int i = 0; i < count(request); i++) {
            for (int t = 1; t < words.length; t++) {
                token(request, i, t);
            }
        }
        GenerationResult.Builder result =
                GenerationResult.newBuilder()
                        .setRequestId(request.getId())
                        .setModel(FakeJob.TEXT_MODEL)
                        .setTenant(request.getTenant())
                        .setCompletedMs(1_700_000_001_000L)
                        .setStatus(Status.STATUS_COMPLETED);
        for (int i = 0; i < count(request); i++) {
            result.addOutputs(output(request, i));
        }
        sink.accept(request.getId(), FakeJob.result(request, result));
    }

    private static Output output(GenerationRequest request, int index) {
        return Output.newBuilder()
                .setIndex(index)
                .setStatus(Status.STATUS_COMPLETED)
                .setText(String.join("", words(request)))
                .setMediaType("text/plain; charset=utf-8")
                .setSeed(request.getSeed() + index)
                .setTextReport(report(request))
                .build();
    }

    private static TextReport report(GenerationRequest request) {
        String[] words = words(request);
        boolean isCut = words.length < request.getPrompt().split("(?= )").length;
        TextReport.Builder report =
                TextReport.newBuilder()
                        .setFinishReason(
                                isCut
                                        ? TextReport.FinishReason.FINISH_REASON_LENGTH
                                        : TextReport.FinishReason.FINISH_REASON_STOP)
                        .setPromptTokens(5)
                        .setReusedTokens(2)
                        .setCompletionTokens(words.length);
        if (request.getText().hasLogprobs()) {
            for (String word : words) {
                TopLogprob.Builder top = TopLogprob.newBuilder().setToken("x").setLogprob(-2);
                report.addTokenLogprobs(
                        TokenLogprob.newBuilder().setToken(word).setLogprob(-1).addTop(top));
            }
        }
        return report.build();
    }

    private void token(GenerationRequest request, int index, int token) {
        String[] words = words(request);
        int offset = 0;
        for (int i = 0; i < token; i++) {
            offset += words[i].length();
        }
        Tokens.Builder tokens =
                Tokens.newBuilder()
                        .setFirstToken(token)
                        .setCount(1)
                        .setTextOffset(offset)
                        .setText(words[token]);
        tell(request, index, event -> event.setTokens(tokens));
    }

    private void tell(
            GenerationRequest request, int index, Consumer<GenerationEvent.Builder> what) {
        GenerationEvent.Builder event =
                GenerationEvent.newBuilder()
                        .setRequestId(request.getId())
                        .setIndex(index)
                        .setModel(FakeJob.TEXT_MODEL);
        what.accept(event);
        sink.accept(request.getId(), event.build());
    }

    private static int count(GenerationRequest request) {
        return Math.max(1, request.getN());
    }

    private static String[] words(GenerationRequest request) {
        String[] all = request.getPrompt().toUpperCase(Locale.ROOT).split("(?= )");
        int most = request.getText().hasMaxTokens() ? request.getText().getMaxTokens() : all.length;
        return Arrays.copyOf(all, Math.min(all.length, most));
    }
}
