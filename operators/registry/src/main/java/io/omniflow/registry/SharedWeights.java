package io.omniflow.registry;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights of one model on one device. Loading is guarded by this object's monitor; the fields
 * {@code users} and {@code expiry} by the registry's.
 */
final class SharedWeights {

    private static final Logger LOG = LoggerFactory.getLogger(SharedWeights.class);

    private final String contentHash;
    private final Device device;
    private NDManager manager;
    private Map<String, NDArray> arrays;

    int users;
    Future<?> expiry;

    SharedWeights(String contentHash, Device device) {
        this.contentHash = contentHash;
        this.device = device;
    }

    /** Loads unless another caller has; after a failure the next caller tries anew. */
    synchronized void load(Loader loader) {
        if (arrays != null) {
            return;
        }
        NDManager fresh = PyTorchEngine.get().newBaseManager(device);
        fresh.setName("weights " + contentHash);
        try {
            arrays = Map.copyOf(loader.load(fresh));
            manager = fresh;
        } finally {
            if (arrays == null) {
                fresh.close();
            }
        }
        LOG.info("Loaded {} arrays of {} to {}", arrays.size(), contentHash, device);
    }

    synchronized boolean isLoaded() {
        return arrays != null;
    }

    synchronized void free() {
        if (arrays != null) {
            manager.close();
            arrays = null;
            LOG.info("Freed {} on {}", contentHash, device);
        }
    }

    synchronized Map<String, NDArray> arrays() {
        return arrays;
    }

    synchronized NDManager manager() {
        return manager;
    }
}
