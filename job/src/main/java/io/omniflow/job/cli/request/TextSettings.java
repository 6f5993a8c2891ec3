package io.omniflow.job.cli.request;

import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.TextOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a request for a text. What is not given is left to the model. */
final class TextSettings {

    @Option(names = "--max-tokens", description = "Texts: most tokens that are written.")
    private @Nullable Integer maxTokens;

    @Option(names = "--temperature", description = "Texts: 0 takes the likeliest token each time.")
    private @Nullable Double temperature;

    @Option(names = "--top-k", description = "Texts: draw from so many likeliest tokens; 0: all.")
    private @Nullable Integer topK;

    @Option(names = "--top-p", description = "Texts: draw from so much of the probability.")
    private @Nullable Double topP;

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            description = "Texts: end before this; may be given several times.")
    private List<String> stops = List.of();

    @Option(
            names = "--logprobs",
            description = "Texts: tell tokens' probabilities and those of so many others.")
    private @Nullable Integer logprobs;

    void fill(GenerationRequest.Builder request) {
        TextOptions.Builder text = TextOptions.newBuilder().addAllStop(stops);
        if (maxTokens != null) {
            text.setMaxTokens(maxTokens);
        }
        if (temperature != null) {
            text.setTemperature(temperature);
        }
        if (topK != null) {
            text.setTopK(topK);
        }
        if (topP != null) {
            text.setTopP(topP);
        }
        if (logprobs != null) {
            text.setLogprobs(logprobs);
        }
        if (text.build().getSerializedSize() > 0) {
            request.setText(text);
        }
    }
}
