package io.omniflow.job.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The arguments of one call. All of them are known to the operation and of the right form; a
 * parameter whose value is null counts as left out.
 */
public final class Arguments {

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(32)
                                                    .maxStringLength(64 << 20)
                                                    .build())
                                    .build())
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final Pattern SOURCE =
            Pattern.compile("\\[Source: [^;\\]]*; |(?<=column: \\d{1,9})\\]");

    private final ObjectNode values;

    private Arguments(ObjectNode values) {
        this.values = values;
    }

    /** Reads a body, which is one JSON object. */
    static Arguments ofBody(List<Parameter> parameters, Buffer body) {
        try {
            JsonNode root = MAPPER.readTree(body.getBytes());
            if (root instanceof ObjectNode object) {
                return of(parameters, object);
            }
            throw ApiException.invalid(null, "invalid_json", "the body is no JSON object");
        } catch (JsonProcessingException e) {
            throw ApiException.invalid(
                    null, "invalid_json", "the body is no valid JSON: " + reason(e));
        } catch (IOException e) {
            throw ApiException.invalid(null, "invalid_json", "the body cannot be read");
        }
    }

    /** What is wrong and where, without the parser's own note on why it shows no source. */
    private static String reason(JsonProcessingException e) {
        return SOURCE.matcher(e.getOriginalMessage()).replaceAll("");
    }

    /** Reads a query string; its values are numbers where the parameter is one. */
    static Arguments ofQuery(List<Parameter> parameters, MultiMap query) {
        ObjectNode object = MAPPER.createObjectNode();
        for (Map.Entry<String, String> each : query) {
            if (each.getValue().matches("-?\\d{1,18}") && isInteger(parameters, each.getKey())) {
                object.put(each.getKey(), Long.parseLong(each.getValue()));
            } else {
                object.put(each.getKey(), each.getValue());
            }
        }
        return of(parameters, object);
    }

    /** Takes an object that is part of other arguments. */
    public static Arguments of(List<Parameter> parameters, ObjectNode object) {
        return of(parameters, object, "");
    }

    /**
     * Takes an object that is part of other arguments.
     *
     * @param where what callers read before a parameter's name, such as <code>messages[0].</code>
     */
    public static Arguments of(List<Parameter> parameters, ObjectNode object, String where) {
        List<String> nulls = new ArrayList<>();
        object.properties().stream()
                .filter(each -> each.getValue().isNull())
                .forEach(each -> nulls.add(each.getKey()));
        object.remove(nulls);
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            checkKnown(parameters, names.next(), where);
        }
        for (Parameter parameter : parameters) {
            JsonNode value = object.get(parameter.name());
            if (value != null) {
                parameter.check(value, where);
            } else if (parameter.isRequired()) {
                String name = where + parameter.name();
                throw ApiException.invalid(name, "missing_parameter", name + " is missing");
            }
        }
        return new Arguments(object);
    }

    private static void checkKnown(List<Parameter> parameters, String name, String where) {
        List<String> names = parameters.stream().map(Parameter::name).toList();
        if (!names.contains(name)) {
            throw ApiException.invalid(
                    where + name,
                    "unknown_parameter",
                    "unknown parameter '" + where + name + "': this operation takes " + names);
        }
    }

    private static boolean isInteger(List<Parameter> parameters, String name) {
        return parameters.stream()
                .anyMatch(
                        each ->
                                each.name().equals(name)
                                        && (each.kind() == Parameter.Kind.INTEGER
                                                || each.kind() == Parameter.Kind.LONG));
    }

    /** Returns the value of a parameter, if it was given. */
    public Optional<JsonNode> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Returns a text, or another if it was not given. */
    public String text(String name, String otherwise) {
        return get(name).map(JsonNode::textValue).orElse(otherwise);
    }

    /** Returns an integer, or another if it was not given. */
    public int integer(String name, int otherwise) {
        return get(name).map(JsonNode::intValue).orElse(otherwise);
    }

    /** Tells whether a flag was given as true. */
    public boolean flag(String name) {
        return get(name).map(JsonNode::booleanValue).orElse(false);
    }

    /** Returns the arguments within an object, if it was given. */
    public Optional<Arguments> object(String name, List<Parameter> parameters) {
        return get(name).map(object -> of(parameters, (ObjectNode) object, name + "."));
    }
}
