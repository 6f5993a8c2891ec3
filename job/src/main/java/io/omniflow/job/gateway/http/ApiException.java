package io.omniflow.job.gateway.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call that is answered with an error, in the form that OpenAI's clients know. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    private final String type;

    private final @Nullable String param;

    private final String code;

    private final @Nullable Duration retryAfter;

    private ApiException(
            int status,
            String type,
            @Nullable String param,
            String code,
            String message,
            @Nullable Duration retryAfter) {
        super(message);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** The call breaks a rule. */
    public static ApiException invalid(@Nullable String param, String code, String message) {
        return new ApiException(400, "invalid_request_error", param, code, message, null);
    }

    /** What the call is about is not there. */
    public static ApiException notFound(@Nullable String param, String code, String message) {
        return new ApiException(404, "invalid_request_error", param, code, message, null);
    }

    /** The caller is not known. */
    public static ApiException unauthenticated(String message) {
        return new ApiException(
                401, "invalid_request_error", null, "invalid_api_key", message, null);
    }

    /** The caller may not do this. */
    public static ApiException forbidden(String param, String message) {
        return new ApiException(403, "permission_error", param, "not_allowed", message, null);
    }

    /** There is no room now; the same call may succeed later. */
    public static ApiException busy(String code, String message, Duration retryAfter) {
        return new ApiException(429, "rate_limit_error", null, code, message, retryAfter);
    }

    /** The gateway cannot serve anybody now. */
    public static ApiException unavailable(String message, Duration retryAfter) {
        return new ApiException(
                503, "server_error", null, "service_unavailable", message, retryAfter);
    }

    /** Any other error, which a repetition of the call would not mend. */
    public static ApiException of(int status, String type, String code, String message) {
        return new ApiException(status, type, null, code, message, null);
    }

    /** Returns the status of the response. */
    public int status() {
        return status;
    }

    /** Returns after how long the same call may succeed; empty if a repetition is of no use. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Returns the body of the response: {@code {"error": {message, type, param, code}}}. */
    public ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", getMessage())
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return body;
    }
}
