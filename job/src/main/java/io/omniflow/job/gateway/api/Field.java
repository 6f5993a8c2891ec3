package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.omniflow.job.gateway.http.Parameter;
import io.omniflow.v1.GenerationRequest;
import java.util.function.BiConsumer;

/**
 * A parameter that is a field of the request.
 *
 * @param parameter how callers give it
 * @param put puts a value, which is of the parameter's form, into a request
 */
record Field(Parameter parameter, BiConsumer<GenerationRequest.Builder, JsonNode> put) {

    static Field of(
            String name,
            Parameter.Kind kind,
            BiConsumer<GenerationRequest.Builder, JsonNode> put,
            String description) {
        return new Field(Parameter.of(name, kind, description), put);
    }

    Field required() {
        return new Field(parameter.required(), put);
    }
}
