package io.omniflow.core.generation;

import java.util.Arrays;

/** Checks the data of tensors in host memory. */
final class TensorBytes {

    private TensorBytes() {}

    /** Throws {@link IllegalArgumentException} if the data has another length than the shape. */
    static void check(String dtype, int bytesOfElement, long[] shape, byte[] data) {
        long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (elements * bytesOfElement != data.length) {
            throw new IllegalArgumentException(
                    "a "
                            + dtype
                            + " tensor of shape "
                            + Arrays.toString(shape)
                            + " has "
                            + elements * bytesOfElement
                            + " bytes, not "
                            + data.length);
        }
    }
}
