package io.omniflow.core.generation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable float32 tensor in host memory: what a snapshot is made of. The data is
 * little-endian, row-major, and must not be written after construction.
 *
 * @param shape sizes of the dimensions
 * @param data four bytes for each element
 */
public record HostTensor(long[] shape, byte[] data) {

    /** Checks that the data has the length that the shape asks for. */
    public HostTensor {
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(data, "data");
        TensorBytes.check("float32", Float.BYTES, shape, data);
    }

    /** Copies the values into a new tensor. */
    public static HostTensor of(long[] shape, float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new HostTensor(shape.clone(), bytes.array());
    }

    /** Copies the values out. */
    public float[] toFloats() {
        float[] values = new float[data.length / Float.BYTES];
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostTensor that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "HostTensor" + Arrays.toString(shape);
    }
}
