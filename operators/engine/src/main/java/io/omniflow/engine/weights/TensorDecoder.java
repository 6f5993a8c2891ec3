package io.omniflow.engine.weights;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;

/**
 * Turns the bytes of a tensor into a float32 array. What has to be copied or widened goes straight
 * into memory of the native library, which is free again when the array is closed: a direct buffer
 * of Java's would stay until a collection of the heap and count against its limit.
 */
final class TensorDecoder {

    private static final int CHUNK = 1 << 12;

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
            case F32 -> view(manager, bytes, position, shape, DataType.FLOAT32);
            case F16 -> half(manager, bytes, position, shape);
            case BF16 -> widen(manager, bytes, entry, shape);
            default ->
                    throw new MalformedWeightsException(
                            entry.name(),
                            "has dtype " + entry.dtype() + ", expected F32, F16 or BF16");
        };
    }

    /** The file may put numbers at odd addresses, where the native code must not read them. */
    private static NDArray view(
            NDManager manager, ByteBuffer bytes, long position, Shape shape, DataType type) {
        if (position % type.getNumOfBytes() == 0) {
            return manager.create(bytes, shape, type);
        }
        try (NDManager host = manager.newSubManager(Device.cpu())) {
            NDArray copy = host.create(shape, type);
            memory(copy).put(bytes);
            return handOver(copy, manager);
        }
    }

    private static NDArray half(NDManager manager, ByteBuffer bytes, long position, Shape shape) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray narrow = view(scratch, bytes, position, shape, DataType.FLOAT16);
            return handOver(narrow.toType(DataType.FLOAT32, true), manager);
        }
    }

    /** DJL's own BFLOAT16 ends the JVM, so the bits are widened here. */
    private static NDArray widen(
            NDManager manager, ByteBuffer bytes, TensorEntry entry, Shape shape)
            throws MalformedWeightsException {
        if (entry.elements() * Float.BYTES > Integer.MAX_VALUE) {
            throw new MalformedWeightsException(entry.name(), "is larger than 2 GiB as float32");
        }
        try (NDManager host = manager.newSubManager(Device.cpu())) {
            NDArray wide = host.create(shape, DataType.FLOAT32);
            widen(bytes.asShortBuffer(), memory(wide).asIntBuffer());
            return handOver(wide, manager);
        }
    }

    /**
     * A bfloat16 is the upper half of a float32. Arrays, unlike buffers, are read many at a time.
     */
    private static void widen(ShortBuffer from, IntBuffer into) {
        short[] narrow = new short[CHUNK];
        int[] wide = new int[CHUNK];
        while (from.hasRemaining()) {
            int count = Math.min(CHUNK, from.remaining());
            from.get(narrow, 0, count);
            for (int i = 0; i < count; i++) {
                wide[i] = narrow[i] << Short.SIZE;
            }
            into.put(wide, 0, count);
        }
    }

    /** Returns the native memory of an array on the CPU, which must outlive the buffer's use. */
    private static ByteBuffer memory(NDArray array) {
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }

    private static NDArray handOver(NDArray array, NDManager manager) {
        NDArray placed = array.toDevice(manager.getDevice(), false);
        placed.attach(manager);
        return placed;
    }
}
