package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.client.RequestState;
import io.omniflow.job.gateway.jobs.Job;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.StageReport;
import io.omniflow.v1.Timings;
import java.util.function.IntFunction;

/** Writes what is known of a request. Times are in milliseconds since the Unix epoch. */
final class JobJson {

    private JobJson() {}

    /** Returns how a request stands, in one word. */
    static String status(Job job) {
        if (job.result().isPresent()) {
            return Names.of(job.result().get().getStatus());
        }
        return switch (job.state().phase()) {
            case SENT, WAITING -> "queued";
            case PAUSED -> "paused";
            default -> "in_progress";
        };
    }

    /**
     * Writes one request.
     *
     * @param links makes a link to the output with an index
     */
    static ObjectNode of(Job job, IntFunction<String> links) {
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", job.id())
                        .put("object", "job")
                        .put("status", status(job))
                        .put("created_ms", job.createdMs());
        job.tenant().ifPresent(tenant -> json.put("tenant", tenant));
        job.request().ifPresent(request -> request(json, request));
        if (job.result().isPresent()) {
            result(json, job.result().get(), links);
        } else {
            progress(json.putObject("progress"), job.state());
        }
        return json;
    }

    private static void request(ObjectNode json, GenerationRequest request) {
        json.put("model", request.getModel()).put("prompt", request.getPrompt());
        json.put("priority", Names.of(request.getPriority()));
        ObjectNode parameters = json.putObject("parameters");
        parameters.put("n", request.hasN() ? request.getN() : 1);
        putIf(parameters, "negative_prompt", request.getNegativePrompt());
        putIf(parameters, "size", request.getSize());
        putIf(parameters, "quality", request.getQuality());
        putIf(parameters, "scheduler", request.getScheduler());
        if (request.hasSeed()) {
            parameters.put("seed", request.getSeed());
        }
        if (request.hasNumInferenceSteps()) {
            parameters.put("num_inference_steps", request.getNumInferenceSteps());
        }
        if (request.hasGuidanceScale()) {
            parameters.put("guidance_scale", request.getGuidanceScale());
        }
        if (request.hasDeadlineMs()) {
            json.put("deadline_ms", request.getDeadlineMs());
        }
        if (request.getLabelsCount() > 0) {
            ObjectNode labels = json.putObject("labels");
            request.getLabelsMap().forEach(labels::put);
        }
    }

    private static void putIf(ObjectNode json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    private static void progress(ObjectNode json, RequestState state) {
        json.put("queue_position", state.position());
        json.put("step", state.step()).put("steps", state.steps());
        if (state.estimatedFinishMs() > 0) {
            json.put("estimated_finish_ms", state.estimatedFinishMs());
        }
        putIf(json, "follows", state.follows());
        putIf(json, "text", state.text());
    }

    private static void result(ObjectNode json, GenerationResult result, IntFunction<String> link) {
        putIf(json, "model", result.getModel());
        putIf(json, "model_revision", result.getModelRevision());
        json.put("completed_ms", result.getCompletedMs());
        if (result.hasError()) {
            ResultErrors.put(json, result.getError());
        }
        if (result.hasTimings()) {
            json.set("timings", timings(result.getTimings()));
        }
        json.putArray("outputs");
        for (Output output : result.getOutputsList()) {
            output(json.withArray("outputs").addObject(), result, output, link);
        }
    }

    private static void output(
            ObjectNode json, GenerationResult result, Output output, IntFunction<String> link) {
        json.put("index", output.getIndex()).put("status", Names.of(output.getStatus()));
        if (output.hasError()) {
            ResultErrors.put(json, output.getError());
            return;
        }
        json.put("url", link.apply(output.getIndex()));
        json.put("media_type", output.getMediaType());
        json.put("fingerprint", output.getFingerprint());
        if (output.getWidth() > 0) {
            json.put("width", output.getWidth()).put("height", output.getHeight());
        }
        if (output.hasText()) {
            json.put("text", output.getText());
        }
        ImageJson.describe(json, result, output);
        stages(json, result, output.getIndex());
    }

    private static void stages(ObjectNode json, GenerationResult result, int index) {
        for (StageReport stage : result.getStagesList()) {
            if (stage.getIndex() == index) {
                json.withArray("stages")
                        .addObject()
                        .put("stage", stage.getStage())
                        .put("text", stage.getText())
                        .set("cache", ImageJson.cache(stage.getCache()));
            }
        }
    }

    private static ObjectNode timings(Timings timings) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("queued_ms", timings.getQueuedMs())
                .put("scheduled_ms", timings.getScheduledMs())
                .put("steps_ms", timings.getStepsMs())
                .put("decoded_ms", timings.getDecodedMs())
                .put("total_ms", timings.getTotalMs());
    }
}
