package io.omniflow.registry;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.util.concurrent.atomic.AtomicBoolean;

/** A worker's claim to a device until closed. It is counted, not exclusive. */
public final class DeviceLease implements AutoCloseable {

    private final Device device;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    DeviceLease(Device device, Runnable release) {
        this.device = device;
        this.release = release;
    }

    /** Returns the device. */
    public Device device() {
        return device;
    }

    /** Tells whether the device is a GPU. */
    public boolean isGpu() {
        return device.isGpu();
    }

    /** Returns the bytes of memory that a GPU has in all; 0 for a CPU. */
    public long memoryBytes() {
        return isGpu() ? CudaUtils.getGpuMemory(device).getMax() : 0;
    }

    /** Gives the device back; idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
