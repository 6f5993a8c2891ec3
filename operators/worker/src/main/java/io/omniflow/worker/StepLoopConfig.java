package io.omniflow.worker;

/**
 * How a step loop runs.
 *
 * @param slots generations that advance together
 * @param maxBatchUnits compute units of one step, at most; a batch has at least one member; 0 for
 *     no bound
 * @param snapshotIntervalMs milliseconds between host snapshots of a generation; 0 for every step
 * @param reportIntervalMs milliseconds between progress reports
 * @param auditFraction share of the pictures with a step cache that are painted again without one
 *     when the device is idle, from 0 to 1
 * @param keepLatents whether outputs come with what generations of similar prompts may start from
 */
public record StepLoopConfig(
        int slots,
        long maxBatchUnits,
        long snapshotIntervalMs,
        long reportIntervalMs,
        double auditFraction,
        boolean keepLatents) {

    /** Without latents in the outputs. */
    public StepLoopConfig(
            int slots,
            long maxBatchUnits,
            long snapshotIntervalMs,
            long reportIntervalMs,
            double auditFraction) {
        this(slots, maxBatchUnits, snapshotIntervalMs, reportIntervalMs, auditFraction, false);
    }

    /** Without audits, and without latents in the outputs. */
    public StepLoopConfig(
            int slots, long maxBatchUnits, long snapshotIntervalMs, long reportIntervalMs) {
        this(slots, maxBatchUnits, snapshotIntervalMs, reportIntervalMs, 0);
    }

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
