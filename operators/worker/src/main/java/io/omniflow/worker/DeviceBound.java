package io.omniflow.worker;

/** A model that knows the kind of its device. One that does not say is on a CPU. */
public interface DeviceBound {

    /**
     * Tells whether the model is on a GPU, where a call that hangs holds the device until the
     * process ends.
     */
    boolean isOnGpu();
}
