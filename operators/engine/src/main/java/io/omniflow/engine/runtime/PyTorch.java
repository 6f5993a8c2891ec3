package io.omniflow.engine.runtime;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** Starts the PyTorch engine, once for the JVM, without network and with one thread a call. */
public final class PyTorch {

    private PyTorch() {}

    /**
     * Prepares the calling thread: starts the engine if it is not, and switches the recording of
     * gradients off, which libtorch has on in every new thread. Cheap when repeated.
     */
    public static void enter() {
        Holder.ENGINE.getEngineName();
        JniUtils.setGradMode(false);
    }

    /** Returns the version of libtorch, which decides the last bits of what is computed. */
    public static String version() {
        return Holder.ENGINE.getVersion();
    }

    private static final class Holder {

        static final Engine ENGINE = start();

        private static Engine start() {
            setDefault("ai.djl.offline", "true");
            setDefault("OPT_OUT_TRACKING", "true");
            // Parallelism comes from workers and batches: threads of one call only wait here.
            setDefault("ai.djl.pytorch.num_threads", "1");
            setDefault("ai.djl.pytorch.num_interop_threads", "1");
            return Engine.getEngine("PyTorch");
        }

        private static void setDefault(String property, String value) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, value);
            }
        }
    }
}
