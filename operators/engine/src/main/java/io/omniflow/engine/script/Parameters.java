package io.omniflow.engine.script;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * A native list of arrays that is made once and passed to many calls, on any thread. It keeps the
 * memory of the arrays alive until closed.
 */
public final class Parameters implements AutoCloseable {

    private final IValue handle;

    private Parameters(IValue handle) {
        this.handle = handle;
    }

    /** Makes a list of the arrays, in order. */
    public static Parameters of(List<NDArray> arrays) {
        return new Parameters(IValue.listFrom(arrays.toArray(PtNDArray[]::new)));
    }

    IValue handle() {
        return handle;
    }

    @Override
    public void close() {
        handle.close();
    }
}
