package io.omniflow.executor.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One header of a record, as it is on the wire.
 *
 * @param key name of the header
 * @param value bytes, never written after construction; null is legal in Kafka
 */
public record RecordHeader(String key, byte @Nullable [] value) {

    /** Checks the name. */
    public RecordHeader {
        Objects.requireNonNull(key, "key");
    }

    /** Creates a header with a UTF-8 value. */
    public static RecordHeader of(String key, String value) {
        return new RecordHeader(key, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the value as UTF-8 text, empty when null. */
    public String text() {
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordHeader that
                && key.equals(that.key)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(value);
    }
}
