package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.v1.Error;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells callers how a request ended that did not complete. */
final class ResultErrors {

    private static final Duration SOON = Duration.ofSeconds(1);

    /** Which parameter a code is about. */
    private static final Map<String, String> PARAMETERS =
            Map.ofEntries(
                    Map.entry("UNKNOWN_MODEL", "model"),
                    Map.entry("INVALID_PROMPT", "prompt"),
                    Map.entry("INVALID_N", "n"),
                    Map.entry("INVALID_SIZE", "size"),
                    Map.entry("INVALID_STEPS", "num_inference_steps"),
                    Map.entry("INVALID_GUIDANCE", "guidance_scale"),
                    Map.entry("INVALID_PRIORITY", "priority"),
                    Map.entry("INVALID_SCHEDULER", "scheduler"),
                    Map.entry("INVALID_QUALITY", "quality"),
                    Map.entry("INVALID_STEP_CACHE", "cache"),
                    Map.entry("INVALID_CACHE_OPTION", "cache"),
                    Map.entry("INVALID_IMAGE", "image"),
                    Map.entry("INVALID_OUTPUT_FORMAT", "output_format"));

    private ResultErrors() {}

    /** Tells whether nothing can be delivered: of several outputs some may have failed. */
    static boolean isFailure(GenerationResult result) {
        return result.getStatus() != Status.STATUS_COMPLETED
                && result.getOutputsList().stream()
                        .noneMatch(output -> output.getStatus() == Status.STATUS_COMPLETED);
    }

    /** Puts in place of an output why there is none. */
    static void put(ObjectNode item, Error error) {
        item.putObject("error").put("code", error.getCode()).put("message", error.getMessage());
    }

    /** Returns the error that answers for a result which is not complete. */
    static ApiException of(GenerationResult result) {
        Error error = error(result);
        String code = error.getCode().toLowerCase(Locale.ROOT);
        String message = error.getMessage();
        return switch (result.getStatus()) {
            case STATUS_REJECTED -> rejected(error.getCode(), message);
            case STATUS_EXPIRED -> ApiException.of(504, "timeout_error", code, message);
            case STATUS_CANCELLED -> ApiException.of(409, "cancelled_error", code, message);
            default -> ApiException.of(500, "server_error", code, message);
        };
    }

    private static ApiException rejected(String code, String message) {
        String lower = code.toLowerCase(Locale.ROOT);
        return switch (code) {
            case "QUEUE_FULL" -> ApiException.busy(lower, message, SOON);
            case "UNKNOWN_MODEL" -> ApiException.notFound("model", "model_not_found", message);
            default -> ApiException.invalid(parameter(code), lower, message);
        };
    }

    private static @Nullable String parameter(String code) {
        return PARAMETERS.get(code);
    }

    /** The first output that did not complete says more than the request as a whole. */
    private static Error error(GenerationResult result) {
        for (Output output : result.getOutputsList()) {
            if (output.getStatus() != Status.STATUS_COMPLETED && output.hasError()) {
                return output.getError();
            }
        }
        return result.getError();
    }
}
