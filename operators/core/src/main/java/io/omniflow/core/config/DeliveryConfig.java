package io.omniflow.core.config;

import java.io.Serializable;
import java.util.Objects;

/**
 * How results leave.
 *
 * @param maxRecordBytes largest record any sink may get, in bytes; one value for topics, producers
 *     and the guards before the sinks
 * @param offloadDirectory where results above the limit are written, a Flink file system path
 * @param requestTimeoutMs milliseconds after its first image that a request waits for the others
 */
public record DeliveryConfig(int maxRecordBytes, String offloadDirectory, long requestTimeoutMs)
        implements Serializable {

    /** Checks the bounds. */
    public DeliveryConfig {
        Objects.requireNonNull(offloadDirectory, "offloadDirectory");
        if (maxRecordBytes < 16_384 || requestTimeoutMs <= 0) {
            throw new IllegalArgumentException(
                    "delivery needs records of at least 16384 bytes and a positive request timeout,"
                            + " not "
                            + maxRecordBytes
                            + " bytes and "
                            + requestTimeoutMs
                            + " ms");
        }
    }
}
