package io.omniflow.engine.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Set;

/** Named tensors on disk, in one file or several. */
public interface TensorSource extends AutoCloseable {

    /** Returns the names of all tensors. */
    Set<String> names();

    /** Returns the number of elements of all tensors together. */
    long elements();

    /** Returns the bytes of all tensors together, as they are on disk. */
    long bytes();

    /**
     * Reads a tensor as float32, whatever floating type it has on disk. The array may be a view of
     * the mapped file: it must never be written in place, and serves only while a model loads.
     *
     * @param manager owns the array and places it on its device
     * @param name name of the tensor
     * @param shape the shape it must have
     * @throws io.omniflow.core.error.InvalidModelException if it is missing, has another shape or a
     *     type that is not floating
     */
    NDArray load(NDManager manager, String name, long... shape);

    /**
     * Reads a tensor like {@link #load}, but into memory of its own, so that it outlives a file
     * that somebody replaces: reading a mapped file that has become shorter ends the JVM.
     */
    default NDArray copy(NDManager manager, String name, long... shape) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray copy = load(scratch, name, shape).duplicate();
            copy.attach(manager);
            return copy;
        }
    }

    /** Closes the files; arrays that were loaded stay valid. */
    @Override
    void close();
}
