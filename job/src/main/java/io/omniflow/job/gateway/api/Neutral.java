package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Arguments;
import io.omniflow.job.gateway.http.Parameter;
import java.util.Arrays;
import java.util.List;

/**
 * A parameter of OpenAI's API of which one setting is what is done anyway. Clients send such
 * settings of their own accord; any other is refused, not ignored.
 *
 * @param parameter the parameter
 * @param values the settings that are taken
 */
record Neutral(Parameter parameter, List<JsonNode> values) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Copies the list. */
    Neutral {
        values = List.copyOf(values);
    }

    /** Describes a parameter by its name, kind and settings as JSON. */
    static Neutral of(String name, Parameter.Kind kind, String... values) {
        List<JsonNode> parsed = Arrays.stream(values).map(Neutral::parse).toList();
        String only = String.join(" or ", values);
        return new Neutral(Parameter.of(name, kind, "Nothing but " + only + "."), parsed);
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /** Refuses arguments that ask for more. */
    static void check(List<Neutral> all, Arguments arguments) {
        for (Neutral each : all) {
            arguments.get(each.parameter().name()).ifPresent(each::check);
        }
    }

    private void check(JsonNode value) {
        if (!values.contains(value)) {
            String name = parameter.name();
            throw ApiException.invalid(
                    name,
                    "unsupported_value",
                    name + " is " + values + " if it is given, not " + value);
        }
    }
}
