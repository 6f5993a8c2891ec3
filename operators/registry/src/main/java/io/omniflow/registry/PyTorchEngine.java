package io.omniflow.registry;

import ai.djl.engine.Engine;

/** The PyTorch engine of this JVM, started without network and with one thread a call. */
public final class PyTorchEngine {

    private PyTorchEngine() {}

    /**
     * Starts the engine unless it runs. Whoever needs it asks here first: the settings, which are
     * DJL's own system properties and are left alone where they are set, count only at the start.
     */
    public static Engine get() {
        return Holder.ENGINE;
    }

    private static final class Holder {

        static final Engine ENGINE = start();

        private static Engine start() {
            setDefault("ai.djl.offline", "true");
            setDefault("OPT_OUT_TRACKING", "true");
            // Parallelism comes from workers and batches: threads of one call only wait here.
            setDefault("ai.djl.pytorch.num_threads", "1");
            setDefault("ai.djl.pytorch.num_interop_threads", "1");
            // Scripts run as they are written: recompiling them made nothing faster.
            setDefault("ai.djl.pytorch.graph_optimizer", "false");
            return Engine.getEngine("PyTorch");
        }

        private static void setDefault(String property, String value) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, value);
            }
        }
    }
}
