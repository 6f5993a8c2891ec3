package io.omniflow.registry;

import ai.djl.Device;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Spreads the workers of one JVM over its devices. Safe for use by many threads. */
public final class DeviceRegistry {

    private static final DeviceRegistry SHARED = new DeviceRegistry();

    private final Map<Device, Integer> users = new HashMap<>();

    /** Creates a registry of its own, apart from the JVM's. */
    public DeviceRegistry() {}

    /** Returns the one registry of this JVM. */
    public static DeviceRegistry shared() {
        return SHARED;
    }

    /** Returns the GPUs that PyTorch sees, or the CPU if there is none. */
    public static List<Device> available() {
        int gpus = PyTorchEngine.get().getGpuCount();
        if (gpus == 0) {
            return List.of(Device.cpu());
        }
        return IntStream.range(0, gpus).mapToObj(Device::gpu).toList();
    }

    /**
     * Leases the device with the fewest leases; the first among equals.
     *
     * @param candidates the devices to choose from
     * @return a lease, to be closed by the caller
     */
    public synchronized DeviceLease lease(List<Device> candidates) {
        Device device =
                candidates.stream()
                        .min(Comparator.comparingInt(d -> users.getOrDefault(d, 0)))
                        .orElseThrow(() -> new IllegalArgumentException("no device to lease"));
        users.merge(device, 1, Integer::sum);
        return new DeviceLease(device, () -> release(device));
    }

    /** Returns how many leases a device has. */
    public synchronized int users(Device device) {
        return users.getOrDefault(device, 0);
    }

    private synchronized void release(Device device) {
        users.merge(device, -1, Integer::sum);
    }
}
