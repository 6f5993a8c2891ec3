package io.omniflow.executor.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.HalfTensor;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Writes float16 tensors, and reads those that nobody vouches for. */
final class TensorMessages {

    /** The latents of a picture of 8192 x 8192 pixels with 16 channels have half of that. */
    private static final int MAX_BYTES = 64 << 20;

    private static final int MAX_DIMENSIONS = 8;

    private TensorMessages() {}

    /** Returns the message; its data is deflated if that is asked for and makes it smaller. */
    static io.omniflow.v1.HalfTensor write(HalfTensor tensor, boolean deflate) {
        io.omniflow.v1.HalfTensor.Builder message = io.omniflow.v1.HalfTensor.newBuilder();
        Arrays.stream(tensor.shape()).forEach(size -> message.addShape(Math.toIntExact(size)));
        // Tensors are never written after construction, so a copy is not needed.
        message.setData(UnsafeByteOperations.unsafeWrap(tensor.data()));
        if (deflate) {
            ByteString small = deflated(tensor.data());
            if (small.size() < tensor.data().length) {
                message.setData(small).setDeflated(true);
            }
        }
        return message.build();
    }

    /**
     * Returns the tensor of a message: of sizes above 0, no larger than the bytes that it has, and
     * finite. No more memory is taken than its shape asks for, and at most 64 MiB.
     *
     * @throws CacheException with {@link ErrorCode#INVALID_CACHE_ENTRY} if it is none
     */
    static HalfTensor read(io.omniflow.v1.HalfTensor message) {
        int bytes = bytes(message);
        byte[] data =
                message.getDeflated()
                        ? inflated(message.getData(), bytes)
                        : message.getData().toByteArray();
        if (data.length != bytes) {
            throw invalid("a tensor has " + data.length + " bytes, its shape needs " + bytes);
        }
        long[] shape = message.getShapeList().stream().mapToLong(Integer::longValue).toArray();
        HalfTensor tensor = new HalfTensor(shape, data);
        if (!tensor.isFinite()) {
            throw invalid("a tensor has values that are not finite");
        }
        return tensor;
    }

    private static int bytes(io.omniflow.v1.HalfTensor message) {
        long bytes = Short.BYTES;
        for (int size : message.getShapeList()) {
            // Below 0 are the sizes from 2^31 on.
            bytes *= Math.max(0, size);
            if (bytes <= 0 || bytes > MAX_BYTES) {
                throw invalid("a tensor has the shape " + shown(message));
            }
        }
        if (message.getShapeCount() == 0 || message.getShapeCount() > MAX_DIMENSIONS) {
            throw invalid("a tensor has " + message.getShapeCount() + " dimensions");
        }
        return (int) bytes;
    }

    private static String shown(io.omniflow.v1.HalfTensor message) {
        return message.getShapeList().stream()
                .limit(MAX_DIMENSIONS)
                .map(Integer::toUnsignedString)
                .toList()
                .toString();
    }

    private static ByteString deflated(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(data);
            deflater.finish();
            byte[] small = new byte[data.length];
            int length = deflater.deflate(small);
            // What does not fit is not smaller.
            return deflater.finished()
                    ? ByteString.copyFrom(small, 0, length)
                    : UnsafeByteOperations.unsafeWrap(data);
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflated(ByteString small, int bytes) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(small.toByteArray());
            byte[] data = new byte[bytes];
            int length = inflater.inflate(data);
            // The end of the stream may still be unread; there must be nothing before it.
            boolean whole = length == bytes && inflater.inflate(new byte[1]) == 0;
            if (!whole || !inflater.finished()) {
                throw invalid("a tensor is not inflated to the " + bytes + " bytes of its shape");
            }
            return data;
        } catch (DataFormatException e) {
            throw new CacheException(
                    ErrorCode.INVALID_CACHE_ENTRY, "a tensor is no zlib stream: " + e, e);
        } finally {
            inflater.end();
        }
    }

    private static CacheException invalid(String problem) {
        return new CacheException(ErrorCode.INVALID_CACHE_ENTRY, problem);
    }
}
