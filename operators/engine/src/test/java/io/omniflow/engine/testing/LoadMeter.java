package io.omniflow.engine.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.omniflow.engine.weights.TensorSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A source that has every tensor, all zeros, and counts the bytes of those not closed yet. */
public final class LoadMeter implements TensorSource {

    private final List<NDArray> loaded = new ArrayList<>();
    private long total;
    private long peak;

    @Override
    public Set<String> names() {
        return Set.of();
    }

    @Override
    public long elements() {
        return 0;
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public NDArray load(NDManager manager, String name, long... shape) {
        NDArray array = manager.zeros(new Shape(shape), DataType.FLOAT32);
        loaded.removeIf(NDArray::isReleased);
        loaded.add(array);
        total += bytes(array);
        peak = Math.max(peak, loaded.stream().mapToLong(LoadMeter::bytes).sum());
        return array;
    }

    /** Returns the bytes of all tensors that were read. */
    public long total() {
        return total;
    }

    /** Returns the most bytes of tensors that were there at once as they came from the source. */
    public long peak() {
        return peak;
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private static long bytes(NDArray array) {
        return array.size() * Float.BYTES;
    }
}
