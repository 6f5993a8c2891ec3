package io.omniflow.engine.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** Turns the bytes of a tensor into a float32 array. */
final class TensorDecoder {

    private TensorDecoder() {}

    /**
     * Decodes a tensor.
     *
     * @param bytes the mapped bytes of the tensor, little-endian
     * @param position where they lie in the file, which tells how they are aligned in memory
     */
    static NDArray decode(NDManager manager, TensorEntry entry, ByteBuffer bytes, long position)
            throws MalformedWeightsException {
        Shape shape = new Shape(entry.shape());
        return switch (entry.dtype()) {
            case F32 -> manager.create(aligned(bytes, position), shape, DataType.FLOAT32);
            case F16 -> half(manager, bytes, shape);
            case BF16 -> manager.create(widen(bytes, entry), shape, DataType.FLOAT32);
            default ->
                    throw new MalformedWeightsException(
                            entry.name(),
                            "has dtype " + entry.dtype() + ", expected F32, F16 or BF16");
        };
    }

    /** The file may put floats at odd addresses, where the native code must not read them. */
    private static ByteBuffer aligned(ByteBuffer bytes, long position) {
        if (position % Float.BYTES == 0) {
            return bytes;
        }
        return direct(bytes.remaining()).put(bytes).rewind();
    }

    private static NDArray half(NDManager manager, ByteBuffer bytes, Shape shape) {
        try (NDManager scratch = manager.newSubManager()) {
            ByteBuffer copy = direct(bytes.remaining()).put(bytes).rewind();
            NDArray wide =
                    scratch.create(copy, shape, DataType.FLOAT16).toType(DataType.FLOAT32, true);
            wide.attach(manager);
            return wide;
        }
    }

    /** DJL's own BFLOAT16 ends the JVM, so the bits are widened here. */
    private static ByteBuffer widen(ByteBuffer bytes, TensorEntry entry)
            throws MalformedWeightsException {
        long size = entry.elements() * Float.BYTES;
        if (size > Integer.MAX_VALUE) {
            throw new MalformedWeightsException(entry.name(), "is larger than 2 GiB as float32");
        }
        ShortBuffer narrow = bytes.asShortBuffer();
        ByteBuffer wide = direct((int) size);
        while (narrow.hasRemaining()) {
            wide.putInt(narrow.get() << Short.SIZE);
        }
        return wide.rewind();
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
}
