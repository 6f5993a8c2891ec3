package io.omniflow.worker;

/**
 * How a step loop runs.
 *
 * @param slots generations that advance together
 * @param maxBatchUnits compute units of one step, at most; a batch has at least one member; 0 for
 *     no bound
 * @param snapshotIntervalMs milliseconds between host snapshots of a generation; 0 for every step
 * @param reportIntervalMs milliseconds between progress reports
 */
public record StepLoopConfig(
        int slots, long maxBatchUnits, long snapshotIntervalMs, long reportIntervalMs) {

    /** Checks the numbers. */
    public StepLoopConfig {
        if (slots <= 0 || maxBatchUnits < 0 || snapshotIntervalMs < 0 || reportIntervalMs < 0) {
            throw new IllegalArgumentException(
                    "a step loop needs at least one slot and nothing negative: "
                            + slots
                            + " slots, "
                            + maxBatchUnits
                            + " units a batch, snapshots every "
                            + snapshotIntervalMs
                            + " ms, reports every "
                            + reportIntervalMs
                            + " ms");
        }
    }
}
