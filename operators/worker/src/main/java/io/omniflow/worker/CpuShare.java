package io.omniflow.worker;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.registry.DeviceLease;
import io.omniflow.registry.DeviceRegistry;
import java.util.function.IntSupplier;

/**
 * How many processor threads the calls of one model may use. Models that share a processor share
 * its cores evenly, and one core is left to everything else: threads that outnumber the cores wait
 * for each other at every operation. For the loop's thread, which owns the model.
 */
final class CpuShare {

    private final IntSupplier threads;
    private int current;

    private CpuShare(IntSupplier threads) {
        this.threads = threads;
    }

    /** Returns the share of a model on a device. */
    static CpuShare of(DeviceLease device, EngineConfig config) {
        if (device.isGpu()) {
            return unchanged();
        }
        if (config.threads() > 0) {
            return new CpuShare(config::threads);
        }
        // The order of additions, and so the last bit of a sum, may depend on the threads.
        if (config.deterministic()) {
            return new CpuShare(() -> 1);
        }
        int cores = Runtime.getRuntime().availableProcessors();
        return new CpuShare(() -> threads(cores, DeviceRegistry.shared().users(device.device())));
    }

    /** Returns a share that leaves the threads as they are. */
    static CpuShare unchanged() {
        return new CpuShare(() -> 0);
    }

    /** Returns the threads of each of several models on one processor. */
    static int threads(int cores, int models) {
        return Math.max(1, (cores - 1) / Math.max(1, models));
    }

    /** Sets the threads of the calls that follow on this thread; cheap when nothing changed. */
    void take() {
        int next = threads.getAsInt();
        if (next != current) {
            PyTorch.useThreads(next);
            current = next;
        }
    }
}
