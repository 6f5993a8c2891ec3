package io.omniflow.job.bench.schedule;

/**
 * The simulated devices of each model.
 *
 * @param devices number of workers, one device each
 * @param slots generations that one worker advances at once
 * @param prefetch tasks a worker holds besides
 */
public record DeviceSettings(int devices, int slots, int prefetch) {

    /** Checks the numbers. */
    public DeviceSettings {
        if (devices <= 0 || slots <= 0 || prefetch < 0) {
            throw new TraceException(
                    "a replay needs at least one device and one slot and no negative prefetch, not "
                            + devices
                            + ", "
                            + slots
                            + " and "
                            + prefetch);
        }
    }
}
