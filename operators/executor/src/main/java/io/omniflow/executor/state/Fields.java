package io.omniflow.executor.state;

import io.omniflow.core.request.CacheTerms;
import io.omniflow.executor.record.RecordHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Writes and reads the field types that codecs are made of. */
final class Fields {

    private static final int NULL = -1;

    private Fields() {}

    /** Writes one element of a collection. */
    interface Writer<T> {
        void write(T value, DataOutputView out) throws IOException;
    }

    /** Reads one element of a collection. */
    interface Reader<T> {
        T read(DataInputView in) throws IOException;
    }

    static void writeString(String value, DataOutputView out) throws IOException {
        writeBytes(value.getBytes(StandardCharsets.UTF_8), out);
    }

    static String readString(DataInputView in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    static void writeBytes(byte @Nullable [] value, DataOutputView out) throws IOException {
        out.writeInt(value == null ? NULL : value.length);
        if (value != null) {
            out.write(value);
        }
    }

    static byte @Nullable [] readBytes(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length == NULL) {
            return null;
        }
        byte[] value = new byte[length];
        in.readFully(value);
        return value;
    }

    static <T> void writeNullable(@Nullable T value, Writer<T> writer, DataOutputView out)
            throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            writer.write(value, out);
        }
    }

    static <T> @Nullable T readNullable(Reader<T> reader, DataInputView in) throws IOException {
        return in.readBoolean() ? reader.read(in) : null;
    }

    static <T> void writeList(List<T> values, Writer<T> writer, DataOutputView out)
            throws IOException {
        out.writeInt(values.size());
        for (T value : values) {
            writer.write(value, out);
        }
    }

    static <T> List<T> readList(Reader<T> reader, DataInputView in) throws IOException {
        int size = in.readInt();
        List<T> values = new ArrayList<>(Math.min(size, 1024));
        for (int i = 0; i < size; i++) {
            values.add(reader.read(in));
        }
        return values;
    }

    /** Writes a map in the order of its keys: immutable maps of the JDK have none of their own. */
    static <T> void writeMap(Map<String, T> values, Writer<T> writer, DataOutputView out)
            throws IOException {
        out.writeInt(values.size());
        String[] keys = values.keySet().toArray(String[]::new);
        Arrays.sort(keys);
        for (String key : keys) {
            writeString(key, out);
            writer.write(values.get(key), out);
        }
    }

    static <T> Map<String, T> readMap(Reader<T> reader, DataInputView in) throws IOException {
        int size = in.readInt();
        Map<String, T> values = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            String key = readString(in);
            values.put(key, reader.read(in));
        }
        return values;
    }

    static <E extends Enum<E>> void writeEnum(E value, DataOutputView out) throws IOException {
        out.writeUTF(value.name());
    }

    static <E extends Enum<E>> E readEnum(Class<E> type, DataInputView in) throws IOException {
        return Enum.valueOf(type, in.readUTF());
    }

    static void writeHeader(RecordHeader header, DataOutputView out) throws IOException {
        writeString(header.key(), out);
        writeBytes(header.value(), out);
    }

    static RecordHeader readHeader(DataInputView in) throws IOException {
        return new RecordHeader(readString(in), readBytes(in));
    }

    static void writeTerms(CacheTerms terms, DataOutputView out) throws IOException {
        out.writeBoolean(terms.read());
        out.writeBoolean(terms.write());
        out.writeBoolean(terms.shared());
        out.writeDouble(terms.similarity());
    }

    static CacheTerms readTerms(DataInputView in) throws IOException {
        return new CacheTerms(
                in.readBoolean(), in.readBoolean(), in.readBoolean(), in.readDouble());
    }

    /** Writes a value with the version of its codec in front. */
    static <T> void write(Codec<T> codec, T value, DataOutputView out) throws IOException {
        out.writeByte(codec.version());
        codec.write(value, out);
    }

    /** Reads a value of this or any earlier version of its codec. */
    static <T> T read(Codec<T> codec, DataInputView in) throws IOException {
        int version = in.readUnsignedByte();
        if (version > codec.version()) {
            throw new IOException(
                    codec.type().getSimpleName()
                            + " was written in format "
                            + version
                            + ", this release reads up to "
                            + codec.version());
        }
        return codec.read(version, in);
    }
}
