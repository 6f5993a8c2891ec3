package io.omniflow.engine.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A safetensors file of random bfloat16 weights, the same each time. */
final class RandomWeights {

    private record Tensor(double scale, long elements) {}

    private static final double SPREAD = Math.sqrt(3);

    private final JsonObject header = new JsonObject();
    private final List<Tensor> tensors = new ArrayList<>();
    private long bytes;

    /**
     * Adds a tensor. A weight's values spread so that a layer keeps the size of its input; a vector
     * is a small bias.
     */
    void add(String name, int... shape) {
        long elements = 1;
        JsonArray sizes = new JsonArray();
        for (int size : shape) {
            elements *= size;
            sizes.add(size);
        }
        double scale = shape.length > 1 ? SPREAD / Math.sqrt((double) elements / shape[0]) : 0.02;
        tensors.add(new Tensor(scale, elements));
        JsonObject entry = new JsonObject();
        entry.addProperty("dtype", "BF16");
        entry.add("shape", sizes);
        JsonArray offsets = new JsonArray();
        offsets.add(bytes);
        bytes += Short.BYTES * elements;
        offsets.add(bytes);
        entry.add("data_offsets", offsets);
        header.add(name, entry);
    }

    /** Writes all tensors. */
    void write(Path file) throws IOException {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("format", "pt");
        header.add("__metadata__", metadata);
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(7);
        try (DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
            out.writeLong(Long.reverseBytes(json.length));
            out.write(json);
            for (Tensor tensor : tensors) {
                for (long i = 0; i < tensor.elements(); i++) {
                    float value = (float) ((2 * random.nextDouble() - 1) * tensor.scale());
                    short high = (short) (Float.floatToIntBits(value) >>> Short.SIZE);
                    out.writeShort(Short.reverseBytes(high));
                }
            }
        }
    }
}
