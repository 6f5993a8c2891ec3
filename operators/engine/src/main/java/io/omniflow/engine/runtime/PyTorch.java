package io.omniflow.engine.runtime;

import ai.djl.pytorch.jni.JniUtils;
import io.omniflow.registry.PyTorchEngine;

/** How threads enter the PyTorch engine. */
public final class PyTorch {

    private PyTorch() {}

    /**
     * Prepares the calling thread: starts the engine if it is not, and switches off what libtorch
     * has on in every new thread. Cheap when repeated.
     *
     * <p>That is the recording of gradients, and the recompiling of scripts after their first runs:
     * it makes nothing faster here, and a resumed generation must not depend on whether its worker
     * has warmed up.
     */
    public static void enter() {
        version();
        JniUtils.setGradMode(false);
        JniUtils.setGraphExecutorOptimize(false);
    }

    /**
     * Sets how many processor threads each call from the calling thread uses, its own included.
     * Other threads that have called before keep theirs.
     */
    public static void useThreads(int threads) {
        version();
        JniUtils.setNumThreads(threads);
    }

    /** Returns the version of libtorch, which decides the last bits of what is computed. */
    public static String version() {
        return PyTorchEngine.get().getVersion();
    }

    /** Returns how many GPUs libtorch can compute on; 0 for its build for CPUs. */
    public static int gpus() {
        return PyTorchEngine.get().getGpuCount();
    }
}
