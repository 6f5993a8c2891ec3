package io.omniflow.engine.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;

/** A large matrix product, by the same kernels that the models use. */
final class GemmProbe implements AutoCloseable {

    private static final int ROWS = 2048;
    private static final int INNER = 1536;

    private final Kernels kernels;
    private final NDManager manager;
    private final NDArray input;
    private final NDArray weight;
    private final NDArray packed;
    private final NDArray bias;

    GemmProbe(Device device) {
        kernels = Kernels.load(device);
        manager = NDManager.newBaseManager(device, "PyTorch");
        input = manager.randomNormal(new Shape(ROWS, INNER));
        weight = manager.randomNormal(new Shape(INNER, INNER)).transpose();
        packed = kernels.pack(manager, weight.transpose(), ROWS);
        bias = manager.zeros(new Shape(INNER));
    }

    /** Returns the operations of one product. */
    static double flops() {
        return 2.0 * ROWS * INNER * INNER;
    }

    /** Multiplies by the general routine. */
    void plain() {
        input.matMul(weight).close();
    }

    /** Multiplies by the routine of the linear layers. */
    void packed() {
        try (Call call = kernels.call("linear")) {
            call.with(input).with(packed).with(bias).array(manager).close();
        }
    }

    @Override
    public void close() {
        manager.close();
        kernels.close();
    }
}
