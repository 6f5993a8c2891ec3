package io.omniflow.job.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** A YAML file of nested keys, flattened into dotted ones as Flink's own configuration is. */
final class DeploymentFile {

    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .disable(MapperFeature.AUTO_DETECT_CREATORS)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private final Path path;

    private final Map<String, String> values = new LinkedHashMap<>();

    private DeploymentFile(Path path) {
        this.path = path;
    }

    /** Reads a file; one that cannot be read or is no map of keys is refused. */
    static Map<String, String> read(Path path) {
        DeploymentFile file = new DeploymentFile(path);
        JsonNode root = file.parse();
        if (!root.isObject()) {
            throw Setting.invalid(
                    "the deployment file " + path + " must be a map of keys, such as 'stages:'");
        }
        file.flatten("", root);
        return file.values;
    }

    private JsonNode parse() {
        if (!Files.isReadable(path)) {
            throw Setting.invalid(
                    "the deployment file " + path + " cannot be read: name another by --config");
        }
        try {
            return YAML.readTree(path.toFile());
        } catch (JsonProcessingException e) {
            throw Setting.invalid(
                    "the deployment file "
                            + path
                            + " is not valid YAML at line "
                            + (e.getLocation() == null ? "?" : e.getLocation().getLineNr())
                            + ": "
                            + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw Setting.invalid("the deployment file " + path + " cannot be read: " + e);
        }
    }

    private void flatten(String key, JsonNode node) {
        if (node.isObject()) {
            String prefix = key.isEmpty() ? "" : key + ".";
            node.properties().forEach(e -> flatten(prefix + e.getKey(), e.getValue()));
        } else if (node.isArray()) {
            StringJoiner items = new StringJoiner(";");
            node.forEach(item -> items.add(scalar(key, item)));
            put(key, items.toString());
        } else {
            put(key, scalar(key, node));
        }
    }

    private String scalar(String key, JsonNode node) {
        if (!node.isValueNode() || node.isNull()) {
            throw Setting.invalid("the key '" + key + "' in " + path + " has no value");
        }
        return node.asText();
    }

    private void put(String key, String value) {
        if (values.put(key, value) != null) {
            throw Setting.invalid("the key '" + key + "' is in " + path + " twice");
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
