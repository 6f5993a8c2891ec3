package io.omniflow.worker;

/** A model that knows its place on a device. One that does not is on a CPU and stays there. */
public interface DeviceBound {

    /**
     * Tells whether the model is on a GPU, where a call that hangs holds the device until the
     * process ends.
     */
    boolean isOnGpu();

    /**
     * Tells whether the model must make room for another one. It is then closed at the next step
     * boundary, and loaded again when there is room and work for it.
     */
    default boolean isWanted() {
        return false;
    }

    /** Says whether there is work for the model; cheap when nothing changed. */
    default void use(boolean working) {}
}
