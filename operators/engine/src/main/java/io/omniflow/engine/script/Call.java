package io.omniflow.engine.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One call of a kernel: arguments in order, then the result. Closing frees the handles of the
 * arguments, not the arrays behind them. For one thread and one use.
 */
public final class Call implements AutoCloseable {

    private final PtSymbolBlock module;
    private final String method;
    private final List<IValue> arguments = new ArrayList<>();
    private final List<IValue> owned = new ArrayList<>();

    Call(PtSymbolBlock module, String method) {
        this.module = module;
        this.method = method;
    }

    /** Passes an array. */
    public Call with(NDArray array) {
        return own(IValue.from((PtNDArray) array));
    }

    /** Passes an integer. */
    public Call with(long value) {
        return own(IValue.from(value));
    }

    /** Passes a floating number. */
    public Call with(double value) {
        return own(IValue.from(value));
    }

    /** Passes a truth value. */
    public Call with(boolean value) {
        return own(IValue.from(value));
    }

    /** Passes a text. */
    public Call with(String value) {
        return own(IValue.from(value));
    }

    /** Passes a list of integers. */
    public Call withLongs(long... values) {
        return own(IValue.listFrom(values));
    }

    /** Passes a list of floating numbers. */
    public Call withDoubles(double... values) {
        return own(IValue.listFrom(values));
    }

    /** Passes a list of arrays. */
    public Call withArrays(List<NDArray> arrays) {
        return own(IValue.listFrom(arrays.toArray(PtNDArray[]::new)));
    }

    /** Passes arrays that many calls share. */
    public Call with(Parameters parameters) {
        arguments.add(parameters.handle());
        return this;
    }

    /** Runs the kernel and returns its one array, owned by the manager. */
    public NDArray array(NDManager owner) {
        return run(result -> result.toTensor((PtNDManager) owner));
    }

    /** Runs the kernel and returns its list of arrays, owned by the manager. */
    public List<NDArray> arrays(NDManager owner) {
        return run(result -> List.of(result.toTensorArray((PtNDManager) owner)));
    }

    /** Runs the kernel and returns its tuple of arrays, owned by the manager. */
    public List<NDArray> tuple(NDManager owner) {
        return run(result -> result.toNDList((PtNDManager) owner));
    }

    @Override
    public void close() {
        owned.forEach(IValue::close);
        owned.clear();
    }

    private <T> T run(Function<IValue, T> read) {
        try (IValue result =
                IValueUtils.runMethod(module, method, arguments.toArray(IValue[]::new))) {
            return read.apply(result);
        }
    }

    private Call own(IValue value) {
        owned.add(value);
        arguments.add(value);
        return this;
    }
}
