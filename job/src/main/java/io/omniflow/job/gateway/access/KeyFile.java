package io.omniflow.job.gateway.access;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.job.gateway.http.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file of keys: YAML with a list {@code keys}, each with a {@code tenant} and either the {@code
 * key} or its {@code key-sha256}, and if need be limits. Messages about it never have a key in
 * them.
 *
 * @param keys the keys
 * @param linkSecret what links are signed with
 */
record KeyFile(List<ApiKey> keys, String linkSecret) {

    private static final YAMLMapper YAML =
            YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

    private static final int SHORTEST_SECRET = 16;

    private static final Set<String> TOP_NAMES = Set.of("keys", "link-secret");

    private static final Set<String> NAMES =
            Set.of(
                    "tenant",
                    "key",
                    "key-sha256",
                    "requests-per-minute",
                    "in-flight",
                    "priorities",
                    "sees-all");

    /**
     * Reads the content of a file.
     *
     * @throws CoreModuleException with code INVALID_CONFIG if it is malformed
     */
    static KeyFile read(byte[] yaml) {
        JsonNode root = parse(yaml);
        checkNames(root, TOP_NAMES, "");
        JsonNode list = root.path("keys");
        if (!list.isArray() || list.isEmpty()) {
            throw invalid("has no list 'keys' of entries with tenant and key");
        }
        List<ApiKey> keys = new ArrayList<>();
        Set<String> hashes = new TreeSet<>();
        for (JsonNode entry : list) {
            ApiKey key = key(entry, keys.size() + 1);
            if (!hashes.add(key.sha256())) {
                throw invalid("has the key of entry " + (keys.size() + 1) + " twice");
            }
            keys.add(key);
        }
        return new KeyFile(List.copyOf(keys), linkSecret(root, hashes));
    }

    /** Without a secret of their own, links follow from the keys and end with each change. */
    private static String linkSecret(JsonNode root, Set<String> hashes) {
        if (!root.has("link-secret")) {
            return "links," + String.join(",", hashes);
        }
        String secret = root.path("link-secret").asText("");
        if (secret.length() < SHORTEST_SECRET) {
            throw invalid("has a link-secret of less than 16 characters");
        }
        return secret;
    }

    private static JsonNode parse(byte[] yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            throw invalid("is not valid YAML at line " + (place == null ? "?" : place.getLineNr()));
        } catch (IOException e) {
            throw invalid("cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static void checkNames(JsonNode node, Set<String> known, String where) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            if (!known.contains(each.getKey())) {
                throw invalid("has an unknown '" + each.getKey() + "'" + where);
            }
        }
    }

    private static ApiKey key(JsonNode entry, int number) {
        checkNames(entry, NAMES, " in entry " + number);
        if (!entry.path("tenant").isTextual()) {
            throw invalid("has no tenant in entry " + number);
        }
        Caller caller =
                new Caller(
                        entry.get("tenant").asText(),
                        entry.path("sees-all").asBoolean(false),
                        priorities(entry.path("priorities"), number));
        return new ApiKey(
                hash(entry, number),
                caller,
                count(entry, "requests-per-minute", number),
                count(entry, "in-flight", number));
    }

    private static String hash(JsonNode entry, int number) {
        if (entry.has("key") == entry.has("key-sha256")) {
            throw invalid("needs either key or key-sha256 in entry " + number);
        }
        String hash = entry.path("key-sha256").asText("").toLowerCase(Locale.ROOT);
        if (entry.has("key-sha256") && !hash.matches("[0-9a-f]{64}")) {
            throw invalid("has a key-sha256 that is not 64 hex digits in entry " + number);
        }
        String key = entry.path("key").asText("");
        if (entry.has("key") && key.length() < SHORTEST_SECRET) {
            throw invalid("has a key of less than 16 characters in entry " + number);
        }
        return hash.isEmpty() ? Hashes.sha256(key.getBytes(StandardCharsets.UTF_8)) : hash;
    }

    private static List<String> priorities(JsonNode list, int number) {
        List<String> priorities = new ArrayList<>();
        list.forEach(each -> priorities.add(each.asText()));
        if (!Caller.ALL_PRIORITIES.containsAll(priorities)) {
            throw invalid(
                    "has priorities in entry " + number + " besides " + Caller.ALL_PRIORITIES);
        }
        return priorities.isEmpty() ? Caller.ALL_PRIORITIES : priorities;
    }

    private static int count(JsonNode entry, String name, int number) {
        JsonNode value = entry.path(name);
        if (!value.isMissingNode() && (!value.canConvertToInt() || value.asInt() < 1)) {
            throw invalid("has a " + name + " in entry " + number + " that is no count");
        }
        return value.asInt(0);
    }

    private static CoreModuleException invalid(String what) {
        return new CoreModuleException(ErrorCode.INVALID_CONFIG, "the file of keys " + what);
    }
}
