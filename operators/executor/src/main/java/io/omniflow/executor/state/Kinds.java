package io.omniflow.executor.state;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Binary form of a type of several kinds: one byte that tells the kind by its place here, then what
 * the kind holds. Kinds keep their places; new ones come last.
 *
 * @param <T> the type
 */
final class Kinds<T> {

    private final String name;
    private final List<Kind<? extends T>> kinds;

    /** Creates the form of a type, whose name errors tell. */
    Kinds(String name, List<Kind<? extends T>> kinds) {
        this.name = name;
        this.kinds = List.copyOf(kinds);
    }

    /** Returns a kind that writes and reads its values itself. */
    static <K> Kind<K> kind(Class<K> type, Fields.Writer<K> writer, Fields.Reader<K> reader) {
        return new Kind<>(type, writer, reader);
    }

    /** Returns a kind that holds one value of a codec. */
    static <K, V> Kind<K> kind(
            Class<K> type, Codec<V> codec, Function<K, V> content, Function<V, K> wrap) {
        return new Kind<>(
                type,
                (value, out) -> Fields.write(codec, content.apply(value), out),
                in -> wrap.apply(Fields.read(codec, in)));
    }

    void write(T value, DataOutputView out) throws IOException {
        for (int place = 0; place < kinds.size(); place++) {
            Kind<? extends T> kind = kinds.get(place);
            if (kind.type.isInstance(value)) {
                out.writeByte(place);
                kind.write(value, out);
                return;
            }
        }
        throw new IllegalArgumentException("no kind of " + name + ": " + value);
    }

    T read(DataInputView in) throws IOException {
        int place = in.readUnsignedByte();
        if (place >= kinds.size()) {
            throw new IOException("unknown kind of " + name + ": " + place);
        }
        return kinds.get(place).reader.read(in);
    }

    /** One kind. */
    record Kind<K>(Class<K> type, Fields.Writer<K> writer, Fields.Reader<K> reader) {

        private void write(Object value, DataOutputView out) throws IOException {
            writer.write(type.cast(value), out);
        }
    }
}
