package io.omniflow.engine.weights;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The index of weights that are spread over several files: which tensor lies in which. An instance
 * exists only if each tensor is listed once and each file is a plain name, so whoever opens the
 * files stays inside the directory of the index.
 */
final class ShardIndex {

    /** Longest index that is read: as long as the longest header of one file. */
    static final long MAX_BYTES = SafetensorsHeader.MAX_BYTES;

    private static final String ENDING = ".safetensors";

    private final JsonReader json;
    private Map<String, String> shards;

    private ShardIndex(String text) {
        json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
    }

    /**
     * Parses and checks an index token by token, since a tree would hide names that come twice.
     *
     * @return file names by tensor, in the order of the index; at least one
     * @throws MalformedWeightsException if anything is wrong; the message names the tensor
     */
    static Map<String, String> parse(String text) throws MalformedWeightsException {
        ShardIndex index = new ShardIndex(text);
        try {
            index.read();
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw new MalformedWeightsException(
                    "", "the index is no valid JSON: " + e.getMessage(), e);
        }
        if (index.shards == null || index.shards.isEmpty()) {
            throw new MalformedWeightsException("", "the index lacks a 'weight_map' with tensors");
        }
        return index.shards;
    }

    private void read() throws IOException, MalformedWeightsException {
        json.beginObject();
        while (json.hasNext()) {
            String field = json.nextName();
            switch (field) {
                case "metadata" -> json.skipValue();
                case "weight_map" -> readMap();
                default ->
                        throw new MalformedWeightsException(
                                "", "the index has an unknown field: " + field);
            }
        }
        json.endObject();
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw new MalformedWeightsException("", "the index goes on after its object");
        }
    }

    private void readMap() throws IOException, MalformedWeightsException {
        if (shards != null) {
            throw new MalformedWeightsException("", "the index has two 'weight_map's");
        }
        shards = new LinkedHashMap<>();
        json.beginObject();
        while (json.hasNext()) {
            String tensor = json.nextName();
            String file = json.nextString();
            if (!isPlain(file)) {
                throw new MalformedWeightsException(
                        tensor, "lies in '" + file + "', expected the plain name of a shard");
            }
            if (shards.put(tensor, file) != null) {
                throw new MalformedWeightsException(tensor, "is listed twice");
            }
        }
        json.endObject();
    }

    /** Tells whether a name cannot lead out of its directory. */
    private static boolean isPlain(String file) {
        return file.endsWith(ENDING)
                && file.length() > ENDING.length()
                && file.charAt(0) != '.'
                && file.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    }
}
