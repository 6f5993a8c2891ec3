package io.omniflow.engine.runtime;

import ai.djl.pytorch.jni.JniUtils;
import io.omniflow.registry.PyTorchEngine;

/** How threads enter the PyTorch engine. */
public final class PyTorch {

    private PyTorch() {}

    /**
     * Prepares the calling thread: starts the engine if it is not, and switches the recording of
     * gradients off, which libtorch has on in every new thread. Cheap when repeated.
     */
    public static void enter() {
        version();
        JniUtils.setGradMode(false);
    }

    /** Returns the version of libtorch, which decides the last bits of what is computed. */
    public static String version() {
        return PyTorchEngine.get().getVersion();
    }
}
