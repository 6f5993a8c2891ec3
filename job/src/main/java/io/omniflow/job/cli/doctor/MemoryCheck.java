package io.omniflow.job.cli.doctor;

import io.omniflow.job.cli.terminal.Amounts;
import java.util.List;

/** Whether the weights of a deployment's models fit beside Flink. */
final class MemoryCheck implements Check {

    private static final String NAME = "memory";

    /** What Kafka and Flink take besides, with deploy/flink/config.yaml. */
    private static final long BESIDES = 3L << 30;

    private final MemoryReading memory;

    private final long weightBytes;

    /**
     * Creates the check.
     *
     * @param memory of the machine
     * @param weightBytes of all models together
     */
    MemoryCheck(MemoryReading memory, long weightBytes) {
        this.memory = memory;
        this.weightBytes = weightBytes;
    }

    @Override
    public List<Finding> look() {
        String text =
                Amounts.bytes(memory.freeBytes())
                        + " of "
                        + Amounts.bytes(memory.totalBytes())
                        + " free; the weights take "
                        + Amounts.bytes(weightBytes);
        if (memory.freeBytes() < weightBytes) {
            return List.of(
                    Finding.fail(
                            NAME, text, "serve fewer or smaller models, or use a larger machine"));
        }
        // Loading reads a file before it converts it, so for a moment there are both.
        if (memory.freeBytes() < 2 * weightBytes + BESIDES) {
            return List.of(
                    Finding.warn(
                            NAME,
                            text,
                            "free some: loading needs twice the weights for a moment, and a local"
                                    + " stack 3 GiB besides"));
        }
        return List.of(Finding.ok(NAME, text));
    }
}
