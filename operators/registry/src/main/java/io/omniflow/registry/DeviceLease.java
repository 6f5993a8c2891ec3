package io.omniflow.registry;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's claim to a device until closed. It is counted, not exclusive. */
public final class DeviceLease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceLease.class);

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

    /** Returns the bytes of memory that a GPU has in all; 0 for a CPU, or if CUDA does not tell. */
    public long memoryBytes() {
        if (!isGpu()) {
            return 0;
        }
        try {
            return CudaUtils.getGpuMemory(device).getMax();
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("The memory of {} is not known and not bounded by its share", device, e);
            return 0;
        }
    }

    /** Gives the device back; idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
