package io.omniflow.job.gateway.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one method does at one path: enough to route calls and to describe them.
 *
 * @param id name of the operation, unique
 * @param method the method
 * @param path the path, with variables such as <code>{id}</code> for one segment each
 * @param summary one sentence for people
 * @param access who may call it
 * @param query parameters that the query string may have
 * @param body parameters of the body; null if it takes none
 * @param mediaTypes media types of its responses, the usual one first
 */
public record Operation(
        String id,
        HttpMethod method,
        String path,
        String summary,
        Access access,
        List<Parameter> query,
        @Nullable List<Parameter> body,
        List<String> mediaTypes) {

    /** Who may call an operation. */
    public enum Access {
        /** Everybody. */
        OPEN,
        /** Those with a key, if keys are used. */
        KEY,
        /** Those with a key or with a signed link. */
        LINK
    }

    /** Copies the lists. */
    public Operation {
        query = List.copyOf(query);
        body = body == null ? null : List.copyOf(body);
        mediaTypes = List.copyOf(mediaTypes);
    }

    /** Tells whether it publishes requests, as those with parameters in a body do. */
    public boolean isWork() {
        return body != null && !body.isEmpty();
    }

    /** Describes a GET that answers with JSON. */
    public static Operation get(String id, String path, String summary) {
        return new Operation(
                id,
                HttpMethod.GET,
                path,
                summary,
                Access.KEY,
                List.of(),
                null,
                List.of("application/json"));
    }

    /** Describes a POST of JSON that answers with JSON. */
    public static Operation post(String id, String path, String summary, List<Parameter> body) {
        return new Operation(
                id,
                HttpMethod.POST,
                path,
                summary,
                Access.KEY,
                List.of(),
                body,
                List.of("application/json"));
    }

    /** Returns this operation with another method. */
    public Operation with(HttpMethod other) {
        return new Operation(id, other, path, summary, access, query, body, mediaTypes);
    }

    /** Returns this operation for others. */
    public Operation with(Access other) {
        return new Operation(id, method, path, summary, other, query, body, mediaTypes);
    }

    /** Returns this operation with parameters of the query string. */
    public Operation withQuery(Parameter... parameters) {
        return new Operation(
                id, method, path, summary, access, List.of(parameters), body, mediaTypes);
    }

    /** Returns this operation with other media types of its responses. */
    public Operation answering(String... types) {
        return new Operation(id, method, path, summary, access, query, body, List.of(types));
    }
}
