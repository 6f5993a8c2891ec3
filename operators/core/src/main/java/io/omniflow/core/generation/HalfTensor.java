package io.omniflow.core.generation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable float16 (IEEE 754 binary16) tensor in host memory. The data is little-endian,
 * row-major, and must not be written after construction.
 *
 * @param shape sizes of the dimensions
 * @param data two bytes for each element
 */
public record HalfTensor(long[] shape, byte[] data) {

    /** Checks that the data has the length that the shape asks for. */
    public HalfTensor {
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(data, "data");
        TensorBytes.check("float16", Short.BYTES, shape, data);
    }

    /** Rounds the values to the nearest float16, ties to even; beyond 65504 they are infinite. */
    public static HalfTensor of(long[] shape, float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort(Float16.toBits(value));
        }
        return new HalfTensor(shape.clone(), bytes.array());
    }

    /** Copies the values out. */
    public float[] toFloats() {
        ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[data.length / Short.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float16.toFloat(bytes.getShort());
        }
        return values;
    }

    /** Tells whether no value is infinite or not a number. */
    public boolean isFinite() {
        ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (!Float16.isFinite(bytes.getShort())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HalfTensor that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "HalfTensor" + Arrays.toString(shape);
    }
}
