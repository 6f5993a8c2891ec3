package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.picture.PictureFiles;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.StageReport;
import java.util.Base64;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writes pictures as OpenAI's images API does, with extensions that tell how they were made. */
final class ImageJson {

    private ImageJson() {}

    /**
     * Returns the response to a call. In the place of a picture that failed is why.
     *
     * @param links makes a link to the picture with an index; null for pictures in base64
     */
    static ObjectNode response(GenerationResult result, @Nullable IntFunction<String> links) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.put("created", result.getCompletedMs() / 1000);
        for (Output output : result.getOutputsList()) {
            ObjectNode datum = response.withArray("data").addObject();
            if (output.hasError()) {
                ResultErrors.put(datum, output.getError());
                continue;
            }
            if (links == null) {
                datum.put("b64_json", base64(output));
            } else {
                datum.put("url", links.apply(output.getIndex()));
            }
            describe(datum, result, output);
            response.put("size", output.getWidth() + "x" + output.getHeight());
        }
        response.put("output_format", "png");
        response.put("id", result.getRequestId());
        response.put("model", result.getModel());
        response.put("model_revision", result.getModelRevision());
        return response;
    }

    static String base64(Output output) {
        return Base64.getEncoder().encodeToString(PictureFiles.bytes(output));
    }

    /** Tells how a picture was made, so that it can be made again. */
    static void describe(ObjectNode datum, GenerationResult result, Output output) {
        for (StageReport stage : result.getStagesList()) {
            if (stage.getIndex() == output.getIndex()) {
                datum.put("revised_prompt", stage.getText());
            }
        }
        datum.put("seed", output.getSeed());
        datum.put("steps", output.getSteps());
        datum.set("cache", cache(output.getCache()));
        output.getWarningsList().forEach(warning -> datum.withArray("warnings").add(warning));
    }

    static ObjectNode cache(CacheReport report) {
        ObjectNode cache = JsonNodeFactory.instance.objectNode();
        cache.put("kind", Names.of(report.getKind()));
        cache.put("steps_reused", report.getStepsReused());
        if (report.getSimilarity() > 0) {
            cache.put("similarity", report.getSimilarity());
        }
        return cache;
    }
}
