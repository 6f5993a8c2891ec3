package io.omniflow.job.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;

/**
 * A parameter of an operation. The same description checks calls and writes the OpenAPI document.
 *
 * @param name its name
 * @param kind what its values are
 * @param isRequired whether it must be there
 * @param choices the only texts that it takes; empty for any
 * @param description what it does, for people
 */
public record Parameter(
        String name, Kind kind, boolean isRequired, List<String> choices, String description) {

    /** What the values of a parameter are. */
    public enum Kind {
        /** A text. */
        TEXT("a string"),
        /** An integer of 32 bits. */
        INTEGER("an integer of 32 bits"),
        /** An integer of 64 bits. */
        LONG("an integer of 64 bits"),
        /** A number. */
        NUMBER("a number"),
        /** True or false. */
        FLAG("true or false"),
        /** A text or several. */
        TEXTS("a string or a list of strings"),
        /** Integers. */
        INTEGERS("a list of integers of 32 bits"),
        /** Texts by name. */
        LABELS("an object whose values are strings"),
        /** An object that the operation looks into. */
        OBJECT("an object"),
        /** Objects that the operation looks into. */
        OBJECTS("a list of objects");

        private final String form;

        Kind(String form) {
            this.form = form;
        }

        private boolean fits(JsonNode value) {
            return switch (this) {
                case TEXT -> value.isTextual();
                case INTEGER -> value.isIntegralNumber() && value.canConvertToInt();
                case LONG -> value.isIntegralNumber() && value.canConvertToLong();
                case NUMBER -> value.isNumber() && Double.isFinite(value.doubleValue());
                case FLAG -> value.isBoolean();
                case TEXTS -> value.isTextual() || all(value, TEXT);
                case INTEGERS -> all(value, INTEGER);
                case LABELS -> value.isObject() && eachFits(value, TEXT);
                case OBJECT -> value.isObject();
                case OBJECTS -> all(value, OBJECT);
            };
        }

        private static boolean all(JsonNode value, Kind item) {
            return value.isArray() && eachFits(value, item);
        }

        private static boolean eachFits(JsonNode value, Kind item) {
            for (JsonNode each : value) {
                if (!item.fits(each)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Copies the choices. */
    public Parameter {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        choices = List.copyOf(choices);
    }

    /** Describes a parameter that may be left out. */
    public static Parameter of(String name, Kind kind, String description) {
        return new Parameter(name, kind, false, List.of(), description);
    }

    /** Describes a text that is one of a few. */
    public static Parameter choice(String name, List<String> choices, String description) {
        return new Parameter(name, Kind.TEXT, false, choices, description);
    }

    /** Returns this parameter as one that must be there. */
    public Parameter required() {
        return new Parameter(name, kind, true, choices, description);
    }

    /** Refuses a value of another form; callers read its place before its name. */
    void check(JsonNode value, String where) {
        String named = where + name;
        if (!kind.fits(value)) {
            throw ApiException.invalid(
                    named, "invalid_type", named + " is " + kind.form + ", not " + brief(value));
        }
        if (!choices.isEmpty() && !choices.contains(value.textValue())) {
            throw ApiException.invalid(
                    named, "invalid_value", named + " is one of " + choices + ", not " + value);
        }
    }

    private static String brief(JsonNode value) {
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
