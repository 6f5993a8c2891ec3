package io.omniflow.worker;

import io.omniflow.core.config.MemoryConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.ResourceException;
import io.omniflow.engine.ModelMemory;
import io.omniflow.registry.DeviceLease;
import io.omniflow.registry.DeviceMemory;
import io.omniflow.registry.ModelRegistry;
import org.jspecify.annotations.Nullable;

/**
 * A worker's claim to a device and, where its memory is bounded, to room on it. It is taken before
 * the model is loaded and closed after the model. For the loop's thread.
 */
final class Seat implements AutoCloseable {

    private final DeviceLease device;
    private final DeviceMemory.@Nullable Place place;

    private Seat(DeviceLease device, DeviceMemory.@Nullable Place place) {
        this.device = device;
        this.place = place;
    }

    /** Returns a seat on a device without a bound. */
    static Seat unbounded(DeviceLease device) {
        return new Seat(device, null);
    }

    /**
     * Waits until the other models of the process leave room for one. The seat owns the lease from
     * the call on, also when that fails.
     *
     * @throws ResourceException with code RESOURCE_EXHAUSTED if the model can never fit; the
     *     message tells the bytes that it takes and those that there are
     */
    static Seat take(DeviceLease device, StageConfig stage, ModelMemory needs, MemoryConfig config)
            throws InterruptedException {
        boolean taken = false;
        try {
            long budget = config.bytesOf(device.memoryBytes());
            Seat seat =
                    budget == 0
                            ? unbounded(device)
                            : new Seat(device, enter(device, stage, needs, config, budget));
            taken = true;
            return seat;
        } finally {
            if (!taken) {
                device.close();
            }
        }
    }

    private static DeviceMemory.Place enter(
            DeviceLease device,
            StageConfig stage,
            ModelMemory needs,
            MemoryConfig config,
            long budget)
            throws InterruptedException {
        DeviceMemory.Demand demand =
                new DeviceMemory.Demand(
                        stage.name() + "@" + stage.model().revision(),
                        needs.sharedBytes(),
                        needs.ownBytes(),
                        config.pinned().contains(stage.name()));
        try {
            return DeviceMemory.of(device.device(), budget).enter(demand);
        } catch (DeviceMemory.TooLargeException e) {
            throw new ResourceException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "the model of stage '"
                            + stage.name()
                            + "' does not fit into "
                            + device.device()
                            + ": "
                            + e.getMessage()
                            + "; raise engine.max-memory or engine.max-gpu-utilization",
                    e);
        }
    }

    DeviceLease device() {
        return device;
    }

    /** Tells whether another model waits for the room. */
    boolean isWanted() {
        return place != null && place.isWanted();
    }

    /** Says whether the model has work; cheap when nothing changed. */
    void use(boolean working) {
        if (place != null) {
            place.use(working);
        }
    }

    /** Frees what the model leaves behind before others are told of the room. */
    @Override
    public void close() {
        try (device) {
            if (place != null) {
                ModelRegistry.shared().freeIdle(device.device());
                place.close();
            }
        }
    }
}
