package io.omniflow.job.gateway.server;

import io.omniflow.job.gateway.http.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway listens.
 *
 * @param host address to listen at
 * @param port port to listen at; 0 for any free one
 * @param tls certificate and key; null to listen without TLS
 * @param limits what a connection may cost
 * @param drain how long calls that are open when the end is asked for may take
 */
public record ListenOptions(
        String host, int port, @Nullable TlsFiles tls, Limits limits, Duration drain) {

    private static final Duration DRAIN = Duration.ofSeconds(30);

    /** Returns options without TLS and with the usual bounds. */
    public static ListenOptions at(String host, int port) {
        return new ListenOptions(host, port, null, Limits.USUAL, DRAIN);
    }

    /** Returns these options with TLS. */
    public ListenOptions with(TlsFiles files) {
        return new ListenOptions(host, port, files, limits, drain);
    }

    /** Returns these options with other limits. */
    public ListenOptions with(Limits others) {
        return new ListenOptions(host, port, tls, others, drain);
    }

    /** Returns these options with another time to drain. */
    public ListenOptions withDrain(Duration most) {
        return new ListenOptions(host, port, tls, limits, most);
    }

    /** Returns what clients write before the address. */
    public String scheme() {
        return tls == null ? "http" : "https";
    }
}
