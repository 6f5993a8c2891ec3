package io.omniflow.executor.wire;

import io.omniflow.core.generation.FinishReason;
import io.omniflow.core.generation.TokenLogprob;
import io.omniflow.v1.TextReport;
import io.omniflow.v1.TopLogprob;
import java.util.List;

/** Reports of texts as messages and back. */
final class TextMessages {

    private static final String PREFIX = "FINISH_REASON_";

    private TextMessages() {}

    static TextReport write(io.omniflow.core.generation.TextReport report) {
        return TextReport.newBuilder()
                .setFinishReason(TextReport.FinishReason.valueOf(PREFIX + report.finish().name()))
                .setPromptTokens(report.promptTokens())
                .setCompletionTokens(report.completionTokens())
                .setReusedTokens(report.reusedTokens())
                .addAllTokenLogprobs(report.logprobs().stream().map(TextMessages::write).toList())
                .build();
    }

    /**
     * Reads a report.
     *
     * @throws IllegalArgumentException if it does not say why the text ended
     */
    static io.omniflow.core.generation.TextReport read(TextReport report) {
        String reason = report.getFinishReason().name();
        return new io.omniflow.core.generation.TextReport(
                FinishReason.valueOf(reason.substring(PREFIX.length())),
                report.getPromptTokens(),
                report.getCompletionTokens(),
                report.getReusedTokens(),
                report.getTokenLogprobsList().stream().map(TextMessages::read).toList());
    }

    private static io.omniflow.v1.TokenLogprob write(TokenLogprob token) {
        List<TopLogprob> top =
                token.top().stream()
                        .map(
                                other ->
                                        TopLogprob.newBuilder()
                                                .setTokenId(other.id())
                                                .setToken(other.text())
                                                .setLogprob(other.logprob())
                                                .build())
                        .toList();
        return io.omniflow.v1.TokenLogprob.newBuilder()
                .setTokenId(token.id())
                .setToken(token.text())
                .setLogprob(token.logprob())
                .addAllTop(top)
                .build();
    }

    private static TokenLogprob read(io.omniflow.v1.TokenLogprob token) {
        return new TokenLogprob(
                token.getTokenId(),
                token.getToken(),
                token.getLogprob(),
                token.getTopList().stream()
                        .map(
                                top ->
                                        new TokenLogprob.Top(
                                                top.getTokenId(), top.getToken(), top.getLogprob()))
                        .toList());
    }
}
