package io.omniflow.engine.weights;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the JSON of a header token by token, since a tree would hide names that come twice. */
final class HeaderParser {

    private static final int MAX_DIMENSIONS = 16;

    private final JsonReader json;

    HeaderParser(String text) {
        json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
    }

    /** Returns the entries in order; sizes and offsets are still to be checked. */
    List<TensorEntry> parse() throws MalformedWeightsException {
        List<TensorEntry> entries = new ArrayList<>();
        try {
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                if (name.equals("__metadata__")) {
                    json.skipValue();
                } else {
                    entries.add(entry(name));
                }
            }
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedWeightsException("", "the header goes on after its object");
            }
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw new MalformedWeightsException(
                    "", "the header is no valid JSON: " + e.getMessage(), e);
        }
        return entries;
    }

    private TensorEntry entry(String name) throws IOException, MalformedWeightsException {
        SafetensorsType dtype = null;
        long[] shape = null;
        long[] offsets = null;
        json.beginObject();
        while (json.hasNext()) {
            String field = json.nextName();
            switch (field) {
                case "dtype" -> dtype = dtype(name);
                case "shape" -> shape = longs(name);
                case "data_offsets" -> offsets = longs(name);
                default ->
                        throw new MalformedWeightsException(name, "has an unknown field: " + field);
            }
        }
        json.endObject();
        if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
            throw new MalformedWeightsException(name, "lacks dtype, shape or two data_offsets");
        }
        return new TensorEntry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private SafetensorsType dtype(String name) throws IOException, MalformedWeightsException {
        String text = json.nextString();
        SafetensorsType dtype = SafetensorsType.find(text);
        if (dtype == null) {
            throw new MalformedWeightsException(name, "has an unknown dtype: " + text);
        }
        return dtype;
    }

    private long[] longs(String name) throws IOException, MalformedWeightsException {
        long[] values = new long[MAX_DIMENSIONS];
        int count = 0;
        json.beginArray();
        while (json.hasNext()) {
            if (count == MAX_DIMENSIONS) {
                throw new MalformedWeightsException(name, "has too many dimensions");
            }
            values[count++] = json.nextLong();
        }
        json.endArray();
        return Arrays.copyOf(values, count);
    }
}
