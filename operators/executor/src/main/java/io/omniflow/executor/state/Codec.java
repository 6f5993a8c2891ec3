package io.omniflow.executor.state;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The binary form of one immutable type, versioned record by record. Implementations are enums with
 * one constant, so that their class name, which goes into snapshots, is their identity: never
 * rename one.
 *
 * @param <T> the type
 */
public interface Codec<T> extends Serializable {

    /** Returns the class of the values. */
    Class<T> type();

    /** Returns the version that {@link #write} writes; a later version reads all earlier ones. */
    int version();

    /** Writes a value without its version. */
    void write(T value, DataOutputView out) throws IOException;

    /** Reads a value that was written by the given version. */
    T read(int version, DataInputView in) throws IOException;
}
