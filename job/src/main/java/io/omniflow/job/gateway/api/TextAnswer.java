package io.omniflow.job.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.picture.PictureFiles;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.TextReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes texts in one of the formats.
 *
 * @param format the format
 * @param id id of the request
 * @param model name of the model
 * @param createdS when the call came, in seconds since the Unix epoch
 * @param revision content hash of the model; empty for a pipeline
 * @param hasLogprobs whether the probabilities of tokens were asked for
 */
record TextAnswer(
        TextFormat format,
        String id,
        String model,
        long createdS,
        String revision,
        boolean hasLogprobs) {

    /** Returns the texts of a result, empty where one failed; may block where they lie in files. */
    static List<String> texts(GenerationResult result) {
        return result.getOutputsList().stream()
                .map(o -> o.hasError() ? "" : new String(PictureFiles.bytes(o), UTF_8))
                .toList();
    }

    /** Returns the response to a call that is not streamed. */
    ObjectNode response(GenerationResult result, List<String> texts) {
        ObjectNode response = envelope(false);
        for (int i = 0; i < texts.size(); i++) {
            Output output = result.getOutputs(i);
            ObjectNode choice = choice(response, i, texts.get(i), false, true);
            end(choice, output);
            choice.put("seed", output.getSeed());
            choice.set("cache", ImageJson.cache(output.getCache()));
        }
        response.set("usage", usage(result));
        return response;
    }

    /** Returns an event with a part of a text. */
    ObjectNode part(int index, String text, boolean isFirst) {
        ObjectNode chunk = envelope(true);
        choice(chunk, index, text, true, isFirst);
        return chunk;
    }

    /** Returns the event that ends a text. */
    ObjectNode last(int index, Output output) {
        ObjectNode chunk = envelope(true);
        end(choice(chunk, index, "", true, false), output);
        return chunk;
    }

    /** Returns the event that tells what the texts took. */
    ObjectNode usageChunk(GenerationResult result) {
        ObjectNode chunk = envelope(true);
        chunk.set("usage", usage(result));
        return chunk;
    }

    private ObjectNode envelope(boolean isChunk) {
        ObjectNode envelope =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", id)
                        .put("object", format.object(isChunk))
                        .put("created", createdS)
                        .put("model", model);
        envelope.put("system_fingerprint", revision.isEmpty() ? null : revision);
        envelope.putArray("choices");
        return envelope;
    }

    private ObjectNode choice(
            ObjectNode envelope, int index, String text, boolean isChunk, boolean isFirst) {
        ObjectNode choice = envelope.withArray("choices").addObject().put("index", index);
        format.put(choice, text, isChunk, isFirst);
        choice.putNull("logprobs");
        choice.putNull("finish_reason");
        return choice;
    }

    private void end(ObjectNode choice, Output output) {
        if (output.hasError()) {
            choice.put("finish_reason", "error");
            ResultErrors.put(choice, output.getError());
            return;
        }
        choice.put("finish_reason", reason(output.getTextReport()));
        if (hasLogprobs) {
            choice.set("logprobs", format.logprobs(output.getTextReport().getTokenLogprobsList()));
        }
    }

    private static @Nullable String reason(TextReport report) {
        return switch (report.getFinishReason()) {
            case FINISH_REASON_STOP -> "stop";
            case FINISH_REASON_LENGTH -> "length";
            default -> null;
        };
    }

    private static ObjectNode usage(GenerationResult result) {
        int prompt = 0;
        int reused = 0;
        int written = 0;
        for (Output output : result.getOutputsList()) {
            TextReport report = output.getTextReport();
            prompt = Math.max(prompt, report.getPromptTokens());
            reused = Math.max(reused, report.getReusedTokens());
            written += report.getCompletionTokens();
        }
        ObjectNode usage =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("prompt_tokens", prompt)
                        .put("completion_tokens", written)
                        .put("total_tokens", prompt + written);
        usage.putObject("prompt_tokens_details").put("cached_tokens", reused);
        return usage;
    }
}
