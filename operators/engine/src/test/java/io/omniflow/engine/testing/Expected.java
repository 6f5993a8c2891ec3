package io.omniflow.engine.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;

/** What the reference libraries computed: a fixture, read by other code than the engine's. */
public final class Expected {

    /** Where the fixtures of this family lie. */
    public static final Path FIXTURES = Path.of("src/test/resources/fixtures/sd3-tiny");

    /** Largest difference to the reference, relative to its largest value. */
    private static final double TOLERANCE = 1e-4;

    private final JsonObject header;
    private final ByteBuffer data;

    private Expected(JsonObject header, ByteBuffer data) {
        this.header = header;
        this.data = data;
    }

    /** Reads a file of the fixtures. */
    public static Expected read(String name) {
        return read(FIXTURES.resolve(name));
    }

    /** Reads a file of other fixtures. */
    public static Expected read(Path path) {
        try {
            ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
            byte[] json = new byte[(int) file.order(ByteOrder.LITTLE_ENDIAN).getLong()];
            String header = new String(json(file, json), StandardCharsets.UTF_8);
            return new Expected(
                    JsonParser.parseString(header).getAsJsonObject(),
                    file.slice().order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the shape of a tensor. */
    public long[] shape(String name) {
        return longs(header.getAsJsonObject(name).getAsJsonArray("shape"));
    }

    /** Returns the values of a float32 tensor. */
    public float[] floats(String name) {
        ByteBuffer bytes = bytes(name, "F32");
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /** Returns the values of an int64 tensor. */
    public long[] longs(String name) {
        ByteBuffer bytes = bytes(name, "I64");
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }

    /** Asserts that values are those of a tensor, up to the tolerance of parity. */
    public void assertClose(String name, float[] actual) {
        assertClose(name, actual, floats(name), TOLERANCE);
    }

    /** Asserts that the largest difference is small beside the largest expected value. */
    public static void assertClose(
            String name, float[] actual, float[] expected, double tolerance) {
        Assertions.assertThat(actual).as(name).hasSameSizeAs(expected);
        double scale = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            double here = Math.abs((double) actual[i] - expected[i]);
            difference = Double.isNaN(here) ? here : Math.max(difference, here);
        }
        Assertions.assertThat(difference)
                .as("largest difference of %s", name)
                .isLessThanOrEqualTo(tolerance * scale);
    }

    private ByteBuffer bytes(String name, String dtype) {
        JsonObject entry = header.getAsJsonObject(name);
        Assertions.assertThat(entry).as(name).isNotNull();
        Assertions.assertThat(entry.get("dtype").getAsString()).as(name).isEqualTo(dtype);
        long[] offsets = longs(entry.getAsJsonArray("data_offsets"));
        return data.slice((int) offsets[0], (int) (offsets[1] - offsets[0]))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] json(ByteBuffer file, byte[] into) {
        file.get(into);
        return into;
    }

    private static long[] longs(JsonArray array) {
        return IntStream.range(0, array.size()).mapToLong(i -> array.get(i).getAsLong()).toArray();
    }
}
