package io.omniflow.registry;

import ai.djl.Device;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The loaded models of one JVM. Weights are loaded once for each content and device, shared by all
 * who hold a lease, and freed an idle time after the last lease was closed, so a job that restarts
 * finds its model loaded. Safe for use by many threads.
 */
public final class ModelRegistry {

    /** System property: seconds for which weights without a user stay loaded, 60 if absent. */
    public static final String IDLE_SECONDS = "omniflow.registry.idle-seconds";

    private record Key(String contentHash, Device device) {}

    private final Map<Key, SharedWeights> models = new HashMap<>();
    private final Duration idle;
    private final ScheduledExecutorService scheduler;

    /**
     * Creates a registry of its own, apart from the JVM's.
     *
     * @param idle how long weights without a user stay loaded
     * @param scheduler runs the freeing; stays the caller's
     */
    public ModelRegistry(Duration idle, ScheduledExecutorService scheduler) {
        this.idle = Objects.requireNonNull(idle, "idle");
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
    }

    /** Returns the one registry of this JVM. */
    public static ModelRegistry shared() {
        return Shared.REGISTRY;
    }

    /**
     * Leases the weights of a model, loading them on this thread if nobody has. Callers that ask
     * meanwhile wait. A failure is thrown to the caller whose loader failed and is not remembered.
     *
     * @param contentHash names the content, and the form into which the loader brings it
     * @param device the device to hold the weights
     * @param loader fills the registry when the weights are not there
     * @return a lease, to be closed by the caller
     */
    public WeightsLease acquire(String contentHash, Device device, Loader loader) {
        Key key = new Key(contentHash, device);
        SharedWeights weights = enter(key);
        try {
            weights.load(loader);
        } catch (Throwable failure) {
            leave(key, weights);
            throw failure;
        }
        return new WeightsLease(weights, () -> leave(key, weights));
    }

    /** Returns how many models are loaded or being loaded. */
    public synchronized int size() {
        return models.size();
    }

    /** Frees the weights on a device that nobody uses, at once. */
    public void freeIdle(Device device) {
        List<SharedWeights> idlers = new ArrayList<>();
        synchronized (this) {
            models.entrySet()
                    .removeIf(
                            entry -> {
                                SharedWeights weights = entry.getValue();
                                boolean idles =
                                        weights.users == 0
                                                && entry.getKey().device().equals(device);
                                if (idles) {
                                    idlers.add(weights);
                                }
                                return idles;
                            });
        }
        idlers.forEach(SharedWeights::free);
    }

    private synchronized SharedWeights enter(Key key) {
        SharedWeights weights =
                models.computeIfAbsent(key, k -> new SharedWeights(k.contentHash(), k.device()));
        weights.users++;
        if (weights.expiry != null) {
            weights.expiry.cancel(false);
            weights.expiry = null;
        }
        return weights;
    }

    private synchronized void leave(Key key, SharedWeights weights) {
        weights.users--;
        if (weights.users > 0) {
            return;
        }
        if (weights.isLoaded()) {
            weights.expiry =
                    scheduler.schedule(
                            () -> expire(key, weights), idle.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            models.remove(key, weights);
        }
    }

    private void expire(Key key, SharedWeights weights) {
        synchronized (this) {
            // A new user may have come while this call waited for the monitor.
            if (weights.users > 0 || !models.remove(key, weights)) {
                return;
            }
        }
        weights.free();
    }

    /** Holds the JVM's registry and its thread, which exist once somebody asks. */
    private static final class Shared {

        static final ModelRegistry REGISTRY =
                new ModelRegistry(
                        Duration.ofSeconds(Long.getLong(IDLE_SECONDS, 60)),
                        Executors.newSingleThreadScheduledExecutor(Shared::thread));

        private static Thread thread(Runnable task) {
            Thread thread = new Thread(task, "omniflow-registry");
            thread.setDaemon(true);
            // The thread outlives jobs and must not keep the class loader of the first one alive.
            thread.setContextClassLoader(ModelRegistry.class.getClassLoader());
            return thread;
        }
    }
}
