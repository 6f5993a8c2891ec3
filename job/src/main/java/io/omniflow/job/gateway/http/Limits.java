package io.omniflow.job.gateway.http;

import java.time.Duration;

/**
 * What one connection may cost.
 *
 * @param maxHeaderBytes largest header of a call, in bytes; as much is allowed for its first line
 * @param maxBodyBytes largest body of a call, in bytes
 * @param bodyTime how long a body may take to come
 * @param idleTime how long a connection may be open without a call, or with one whose header is not
 *     complete
 */
public record Limits(int maxHeaderBytes, int maxBodyBytes, Duration bodyTime, Duration idleTime) {

    /** The usual ones. */
    public static final Limits USUAL =
            new Limits(16 << 10, 32 << 20, Duration.ofSeconds(30), Duration.ofMinutes(2));
}
