package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.client.RequestState;
import io.omniflow.job.gateway.http.EventStream;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Tells pictures as OpenAI's images API streams them: each preview, and each that is complete.
 * Where only some are, the error follows them.
 */
final class ImageTelling implements Telling {

    private static final String COMPLETED = "image_generation.completed";

    private final Shown shown = new Shown();

    private final Queue<ObjectNode> completed = new ArrayDeque<>();

    @Override
    public void prepare(GenerationResult result) {
        result.getOutputsList().stream()
                .filter(output -> !output.hasError())
                .forEach(output -> completed.add(completed(result, output)));
    }

    @Override
    public void news(EventStream stream, RequestState state) {
        shown.next(state)
                .forEach(event -> stream.write(PreviewJson.TYPE, PreviewJson.ofStream(event)));
    }

    @Override
    public void last(EventStream stream, RequestState state) {
        news(stream, state);
    }

    @Override
    public boolean ending(EventStream stream, GenerationResult result) {
        ObjectNode next = completed.poll();
        if (next != null) {
            stream.write(COMPLETED, next);
        }
        if (completed.isEmpty() && result.hasError()) {
            stream.fail(ResultErrors.of(result));
        }
        return !completed.isEmpty();
    }

    private static ObjectNode completed(GenerationResult result, Output output) {
        ObjectNode event =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", COMPLETED)
                        .put("b64_json", ImageJson.base64(output))
                        .put("created_at", result.getCompletedMs() / 1000)
                        .put("background", "opaque")
                        .put("output_format", "png")
                        .put("quality", "auto")
                        .put("size", output.getWidth() + "x" + output.getHeight())
                        .put("index", output.getIndex())
                        .put("id", result.getRequestId());
        ImageJson.describe(event, result, output);
        return event;
    }
}
