package io.omniflow.engine.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** One JSON file of a bundle, whose complaints name the file and the field. */
public final class ConfigFile {

    private final Path path;

    /** Where the object lies in the file, such as {@code levels.high.}; empty for the whole. */
    private final String prefix;

    private final JsonObject json;

    private ConfigFile(Path path, String prefix, JsonObject json) {
        this.path = path;
        this.prefix = prefix;
        this.json = json;
    }

    /**
     * Reads a file that must hold a JSON object.
     *
     * @throws InvalidModelException if it is missing or malformed
     */
    public static ConfigFile read(Path path) {
        try {
            JsonElement json = JsonParser.parseString(Files.readString(path));
            if (!json.isJsonObject()) {
                throw invalid(path, "expected a JSON object", null);
            }
            return new ConfigFile(path, "", json.getAsJsonObject());
        } catch (IOException e) {
            throw invalid(path, "cannot be read: " + e, e);
        } catch (JsonParseException | StackOverflowError e) {
            throw invalid(path, "is no valid JSON: " + e.getMessage(), e);
        }
    }

    /** Tells whether a field is there and not null. */
    public boolean has(String field) {
        return json.has(field) && !json.get(field).isJsonNull();
    }

    /** Returns a field's text. */
    public String text(String field) {
        return text(field, required(field));
    }

    /** Returns a list of texts. */
    public List<String> texts(String field) {
        return list(field).stream().map(value -> text(field, value)).toList();
    }

    /** Returns one of these texts, or the first of them where the field is not there. */
    public String choice(String field, String... supported) {
        String value = has(field) ? text(field) : supported[0];
        if (!List.of(supported).contains(value)) {
            throw invalid("'" + field + "' is not supported: " + value);
        }
        return value;
    }

    /** Tells whether a field is this text. */
    public boolean isText(String field, String text) {
        return has(field) && json.get(field).toString().equals('"' + text + '"');
    }

    /** Tells whether a field is a list. */
    public boolean isList(String field) {
        return has(field) && json.get(field).isJsonArray();
    }

    /** Returns a truth value, or the fallback where the field is not there. */
    public boolean flag(String field, boolean fallback) {
        if (!has(field)) {
            return fallback;
        }
        JsonElement value = json.get(field);
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
            throw invalid(field, value, "true or false");
        }
        return value.getAsBoolean();
    }

    /** Returns a finite number greater than 0, or the fallback where the field is not there. */
    public double aboveZero(String field, double fallback) {
        double value = number(field, fallback);
        if (!(value > 0)) {
            throw invalid("'" + field + "' must be greater than 0: " + value);
        }
        return value;
    }

    /** Returns a whole number of at least 0, or 0 where the field is not there. */
    public int whole(String field) {
        double value = number(field, 0);
        if (value < 0 || value > Integer.MAX_VALUE || value != Math.rint(value)) {
            throw invalid(field, json.get(field), "a whole number of at least 0");
        }
        return (int) value;
    }

    /** Returns a whole number of at least 1. */
    public int positive(String field) {
        return positive(field, required(field));
    }

    /** Returns a list of whole numbers of at least 1. */
    public List<Integer> positives(String field) {
        return list(field).stream().map(value -> positive(field, value)).toList();
    }

    /** Returns a whole number of at least 1, or the fallback where the field is not there. */
    public int positive(String field, int fallback) {
        return has(field) ? positive(field) : fallback;
    }

    /** Returns a list of whole numbers of at least 0. */
    public List<Integer> wholes(String field) {
        JsonElement value = required(field);
        String expected = "a list of whole numbers";
        if (!value.isJsonArray()) {
            throw invalid(field, value, expected);
        }
        List<Integer> wholes = new ArrayList<>();
        for (JsonElement element : value.getAsJsonArray()) {
            if (!element.toString().matches("[0-9]{1,9}")) {
                throw invalid(field, value, expected);
            }
            wholes.add(element.getAsInt());
        }
        return List.copyOf(wholes);
    }

    /** Returns a finite number. */
    public double number(String field) {
        return number(field, required(field));
    }

    /** Returns a finite number, or the fallback where the field is not there. */
    public double number(String field, double fallback) {
        return has(field) ? number(field) : fallback;
    }

    /** Returns the names of the fields, in order. */
    public Set<String> fields() {
        return Collections.unmodifiableSet(json.keySet());
    }

    /** Returns an object within this one, whose complaints name the way to it. */
    public ConfigFile object(String field) {
        JsonElement value = required(field);
        if (!value.isJsonObject()) {
            throw invalid(field, value, "an object");
        }
        return new ConfigFile(path, prefix + field + ".", value.getAsJsonObject());
    }

    /** Returns a list of objects. */
    public List<ConfigFile> objects(String field) {
        List<ConfigFile> objects = new ArrayList<>();
        for (JsonElement element : array(field)) {
            if (!element.isJsonObject()) {
                throw invalid(field, element, "a list of objects");
            }
            String place = prefix + field + "[" + objects.size() + "].";
            objects.add(new ConfigFile(path, place, element.getAsJsonObject()));
        }
        return objects;
    }

    /** Returns a list of finite numbers. */
    public List<Double> numbers(String field) {
        List<Double> numbers = new ArrayList<>();
        for (JsonElement element : array(field)) {
            boolean number = element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber();
            if (!number || !Double.isFinite(element.getAsDouble())) {
                throw invalid(field, element, "a list of finite numbers");
            }
            numbers.add(element.getAsDouble());
        }
        return numbers;
    }

    private JsonArray array(String field) {
        JsonElement value = required(field);
        if (!value.isJsonArray()) {
            throw invalid(field, value, "a list");
        }
        return value.getAsJsonArray();
    }

    /**
     * Refuses a feature that is switched on: neither absent, null, false, nor a list of nothing.
     */
    public void refuse(String field) {
        if (!has(field)) {
            return;
        }
        JsonElement value = json.get(field);
        boolean on =
                value.isJsonArray()
                        ? value.getAsJsonArray().asList().stream().anyMatch(e -> !e.isJsonNull())
                        : !value.toString().equals("false");
        if (on) {
            throw invalid(path, named(field) + " is not supported: " + value, null);
        }
    }

    /** Refuses fields that nobody reads, since they may change the output. */
    public void refuseOthers(Set<String> known) {
        for (String field : json.keySet()) {
            if (!field.startsWith("_") && !known.contains(field)) {
                throw invalid(path, named(field) + " is not supported", null);
            }
        }
    }

    /**
     * Tells whether a {@code model_index.json} names a component: a pair of library and class,
     * neither null.
     */
    public boolean hasComponent(String field) {
        if (!has(field)) {
            return false;
        }
        JsonElement value = json.get(field);
        if (!value.isJsonArray() || value.getAsJsonArray().size() != 2) {
            throw invalid(field, value, "a library and a class");
        }
        return value.getAsJsonArray().asList().stream().noneMatch(JsonElement::isJsonNull);
    }

    /** Returns a component's class name, which must be one of these. */
    public String component(String field, String... supported) {
        if (!hasComponent(field)) {
            throw invalid("'" + field + "' is missing");
        }
        String type = json.getAsJsonArray(field).get(1).getAsString();
        if (!List.of(supported).contains(type)) {
            throw invalid("'" + field + "' is not supported: " + type);
        }
        return type;
    }

    /** Returns an exception that names this file and where in it this object lies. */
    public InvalidModelException invalid(String problem) {
        String place = prefix.isEmpty() ? "" : "in '" + prefix.replaceAll("\\.$", "") + "': ";
        return invalid(path, place + problem, null);
    }

    private InvalidModelException invalid(String field, JsonElement value, String expected) {
        return invalid(path, named(field) + " is " + value + ", expected " + expected, null);
    }

    private String text(String field, JsonElement value) {
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw invalid(field, value, "a string");
        }
        return value.getAsString();
    }

    private int positive(String field, JsonElement value) {
        double number = number(field, value);
        if (number < 1 || number > Integer.MAX_VALUE || number != Math.rint(number)) {
            throw invalid(field, value, "a whole number of at least 1");
        }
        return (int) number;
    }

    private double number(String field, JsonElement value) {
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
            throw invalid(field, value, "a number");
        }
        double number = value.getAsDouble();
        if (!Double.isFinite(number)) {
            throw invalid(field, value, "a finite number");
        }
        return number;
    }

    private List<JsonElement> list(String field) {
        JsonElement value = required(field);
        if (!value.isJsonArray() || value.getAsJsonArray().isEmpty()) {
            throw invalid(field, value, "a list that is not empty");
        }
        return value.getAsJsonArray().asList();
    }

    private JsonElement required(String field) {
        if (!has(field)) {
            throw invalid(path, named(field) + " is missing", null);
        }
        return json.get(field);
    }

    private String named(String field) {
        return "'" + prefix + field + "'";
    }

    private static InvalidModelException invalid(Path path, String problem, Throwable cause) {
        return new InvalidModelException(
                ErrorCode.INVALID_MODEL, "model file " + path + ": " + problem, cause);
    }
}
