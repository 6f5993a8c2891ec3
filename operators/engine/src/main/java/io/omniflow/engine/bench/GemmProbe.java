package io.omniflow.engine.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;

/**
 * One matrix product, by the routine of the linear layers and by the general one; the faster of the
 * two is what the machine can do.
 */
final class GemmProbe implements AutoCloseable {

    private final Kernels kernels;
    private final Product product;
    private final NDManager manager;
    private final NDArray input;
    private final NDArray weight;
    private final NDArray packed;
    private final NDArray bias;
    private final Stopwatch general = new Stopwatch();
    private final Stopwatch linear = new Stopwatch();

    GemmProbe(Kernels kernels, Product product, ComputeType type) {
        this.kernels = kernels;
        this.product = product;
        manager = NDManager.newBaseManager(kernels.device(), "PyTorch");
        try (NDManager scratch = manager.newSubManager()) {
            NDArray wide = scratch.randomNormal(new Shape(product.out(), product.in()));
            packed = kernels.pack(manager, wide, product.rows(), type);
            weight = cast(wide.transpose().duplicate(), type);
            input = cast(scratch.randomNormal(new Shape(product.rows(), product.in())), type);
            bias = cast(scratch.zeros(new Shape(product.out())), type);
        }
    }

    /** Times each routine once, on what it has just had in the cache. */
    void measure() {
        runGeneral();
        general.time(this::runGeneral);
        runLinear();
        linear.time(this::runLinear);
    }

    /** Forgets what was measured. */
    void reset() {
        general.reset();
        linear.reset();
    }

    /** Returns milliseconds of the processor for the general routine. */
    double generalMillis() {
        return general.cpu();
    }

    /** Returns milliseconds of the processor for the routine of the linear layers. */
    double linearMillis() {
        return linear.cpu();
    }

    /** Returns milliseconds of the processor for the faster routine. */
    double millis() {
        return Math.min(generalMillis(), linearMillis());
    }

    /** Returns billions of operations a second of the faster routine. */
    double gflops() {
        return product.flops() / millis() / 1e6;
    }

    @Override
    public void close() {
        manager.close();
    }

    private NDArray cast(NDArray array, ComputeType type) {
        NDArray result = kernels.cast(manager, array, type);
        array.close();
        return result;
    }

    private void runGeneral() {
        try (Call call = kernels.call("matmul")) {
            call.with(input).with(weight).array(manager).close();
        }
    }

    private void runLinear() {
        try (Call call = kernels.call("linear")) {
            call.with(input).with(packed).with(bias).array(manager).close();
        }
    }
}
