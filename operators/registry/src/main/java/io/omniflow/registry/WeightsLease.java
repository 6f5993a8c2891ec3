package io.omniflow.registry;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use loaded weights until closed. The arrays belong to the registry: holders read
 * them from any thread, never write or close them, and make nothing in their manager.
 */
public final class WeightsLease implements AutoCloseable {

    private final SharedWeights weights;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    WeightsLease(SharedWeights weights, Runnable release) {
        this.weights = weights;
        this.release = release;
    }

    /** Returns the weights by name. */
    public Map<String, NDArray> arrays() {
        return weights.arrays();
    }

    /** Returns the manager that owns the weights; its number of arrays must stay constant. */
    public NDManager manager() {
        return weights.manager();
    }

    /** Returns the device that holds the weights. */
    public Device device() {
        return weights.manager().getDevice();
    }

    /** Gives the weights back; idempotent. They are freed some time after the last one did. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
