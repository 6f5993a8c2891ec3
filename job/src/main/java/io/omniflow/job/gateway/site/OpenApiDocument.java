package io.omniflow.job.gateway.site;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Parameter;
import io.omniflow.job.gateway.http.Route;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Describes operations in OpenAPI 3.1, from the same descriptions that calls are checked by. */
final class OpenApiDocument {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

    private static final Operation OPERATION =
            Operation.get("getOpenApi", "/openapi.json", "This description of the API.")
                    .with(Operation.Access.OPEN);

    private final ObjectNode document;

    /** Describes operations, and its own. */
    OpenApiDocument(List<Operation> operations) {
        document = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Omniflow gateway")
                .put("version", "1")
                .put(
                        "description",
                        "Generative models behind OpenAI's API, served by a Flink job.");
        ObjectNode paths = document.putObject("paths");
        List<Operation> all = new ArrayList<>(operations);
        all.add(OPERATION);
        for (Operation operation : all) {
            ObjectNode path =
                    paths.has(operation.path())
                            ? (ObjectNode) paths.get(operation.path())
                            : paths.putObject(operation.path());
            path.set(operation.method().name().toLowerCase(Locale.ROOT), operation(operation));
        }
        components(document.putObject("components"));
    }

    Route route() {
        return new Route(OPERATION, this::send);
    }

    private Future<Void> send(Exchange exchange) {
        return exchange.json(200, document);
    }

    private static ObjectNode operation(Operation operation) {
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("operationId", operation.id())
                        .put("summary", operation.summary());
        Matcher variables = VARIABLE.matcher(operation.path());
        while (variables.find()) {
            json.withArray("parameters")
                    .addObject()
                    .put("name", variables.group(1))
                    .put("in", "path")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string");
        }
        for (Parameter parameter : operation.query()) {
            json.withArray("parameters")
                    .addObject()
                    .put("name", parameter.name())
                    .put("in", "query")
                    .put("description", parameter.description())
                    .set("schema", schema(parameter));
        }
        if (operation.isWork()) {
            json.withArray("parameters")
                    .addObject()
                    .put("name", "idempotency-key")
                    .put("in", "header")
                    .put(
                            "description",
                            "Makes a call that is made again the same request; at most 255"
                                    + " characters.")
                    .putObject("schema")
                    .put("type", "string");
        }
        body(json, operation.body());
        responses(json.putObject("responses"), operation);
        if (operation.access() != Operation.Access.OPEN) {
            json.putArray("security").addObject().putArray("key");
        }
        return json;
    }

    private static void body(ObjectNode json, @Nullable List<Parameter> parameters) {
        if (parameters == null || parameters.isEmpty()) {
            return;
        }
        ObjectNode schema =
                json.putObject("requestBody")
                        .put("required", true)
                        .putObject("content")
                        .putObject("application/json")
                        .putObject("schema")
                        .put("type", "object")
                        .put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        for (Parameter parameter : parameters) {
            properties.set(
                    parameter.name(),
                    schema(parameter).put("description", parameter.description()));
            if (parameter.isRequired()) {
                schema.withArray("required").add(parameter.name());
            }
        }
    }

    private static void responses(ObjectNode responses, Operation operation) {
        String status = operation.id().equals("submitJob") ? "202" : "200";
        ObjectNode content =
                responses.putObject(status).put("description", "The answer.").putObject("content");
        operation.mediaTypes().forEach(content::putObject);
        responses
                .putObject("default")
                .put("description", "What went wrong.")
                .putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Error");
    }

    private static ObjectNode schema(Parameter parameter) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        switch (parameter.kind()) {
            case TEXT -> schema.put("type", "string");
            case INTEGER -> schema.put("type", "integer").put("format", "int32");
            case LONG -> schema.put("type", "integer").put("format", "int64");
            case NUMBER -> schema.put("type", "number");
            case FLAG -> schema.put("type", "boolean");
            case TEXTS -> {
                schema.withArray("oneOf").addObject().put("type", "string");
                list(schema.withArray("oneOf").addObject(), "string");
            }
            case INTEGERS -> list(schema, "integer");
            case OBJECTS -> list(schema, "object");
            case LABELS ->
                    schema.put("type", "object")
                            .putObject("additionalProperties")
                            .put("type", "string");
            default -> schema.put("type", "object");
        }
        parameter.choices().forEach(choice -> schema.withArray("enum").add(choice));
        return schema;
    }

    private static void list(ObjectNode schema, String item) {
        schema.put("type", "array").putObject("items").put("type", item);
    }

    private static void components(ObjectNode components) {
        components
                .putObject("securitySchemes")
                .putObject("key")
                .put("type", "http")
                .put("scheme", "bearer");
        ObjectNode error =
                components
                        .putObject("schemas")
                        .putObject("Error")
                        .put("type", "object")
                        .putObject("properties")
                        .putObject("error")
                        .put("type", "object")
                        .putObject("properties");
        error.putObject("message").put("type", "string");
        error.putObject("type").put("type", "string");
        error.putObject("param").withArray("type").add("string").add("null");
        error.putObject("code").put("type", "string");
    }
}
