package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.PartialImage;
import java.util.Base64;

/** Previews as JSON. */
final class PreviewJson {

    /** The type of the event, as OpenAI names it. */
    static final String TYPE = "image_generation.partial_image";

    private PreviewJson() {}

    /** Returns a preview as OpenAI's images API streams it. */
    static ObjectNode ofStream(GenerationEvent event) {
        PartialImage preview = event.getPartialImage();
        return fill(JsonNodeFactory.instance.objectNode().put("type", TYPE), event)
                .put("created_at", event.getTimeMs() / 1000)
                .put("background", "opaque")
                .put("output_format", preview.getMediaType().replace("image/", ""))
                .put("quality", "auto")
                .put("size", preview.getWidth() + "x" + preview.getHeight())
                .put("id", event.getRequestId());
    }

    /** Returns a preview as the events of a job tell it. */
    static ObjectNode ofJob(GenerationEvent event) {
        PartialImage preview = event.getPartialImage();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", event.getRequestId());
        return fill(json.put("object", "job.preview"), event)
                .put("media_type", preview.getMediaType())
                .put("width", preview.getWidth())
                .put("height", preview.getHeight());
    }

    private static ObjectNode fill(ObjectNode json, GenerationEvent event) {
        PartialImage preview = event.getPartialImage();
        return json.put("index", event.getIndex())
                .put("partial_image_index", preview.getPartialImageIndex())
                .put("step", preview.getStep())
                .put("steps", preview.getSteps())
                .put(
                        "b64_json",
                        Base64.getEncoder().encodeToString(preview.getData().toByteArray()));
    }
}
