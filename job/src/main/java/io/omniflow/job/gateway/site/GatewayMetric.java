package io.omniflow.job.gateway.site;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Every metric of the gateway; docs/gateway.md is made from this list. Names are part of the public
 * contract and are never reused for something else.
 */
public enum GatewayMetric {
    /** Calls that have ended. */
    CALLS(
            "calls_total",
            Kind.COUNTER,
            List.of("operation", "status"),
            "Calls that have ended, by the status of the answer; gone if the caller left before it"
                    + " began."),
    /** Calls that are being answered. */
    OPEN("calls_open", Kind.GAUGE, List.of("operation"), "Calls that are being answered."),
    /** How long calls took. */
    SECONDS(
            "call_seconds",
            Kind.HISTOGRAM,
            List.of("operation"),
            "How long calls took, streams to their end included, in seconds."),
    /** Open connections. */
    CONNECTIONS("connections", Kind.GAUGE, List.of(), "Connections that are open."),
    /** Requests that are known. */
    JOBS("jobs", Kind.GAUGE, List.of(), "Requests that are known."),
    /** Memory that requests take. */
    JOBS_BYTES("jobs_bytes", Kind.GAUGE, List.of(), "Memory that they take, about, in bytes."),
    /** How long ago the topics were last read. */
    KAFKA_AGE(
            "kafka_age_seconds",
            Kind.GAUGE,
            List.of(),
            "How long ago the topics were last read, in seconds."),
    /** Whether it is about to stop. */
    DRAINING("draining", Kind.GAUGE, List.of(), "1 if the instance is about to stop, else 0."),
    /** Files that cannot be used. */
    STALE_FILES(
            "stale_files",
            Kind.GAUGE,
            List.of(),
            "Files of keys and certificates that have changed and cannot be used."),
    /** When the certificate ceases to hold. */
    CERTIFICATE_EXPIRES(
            "certificate_expires_seconds",
            Kind.GAUGE,
            List.of(),
            "When the certificate ceases to hold, in seconds since the Unix epoch; absent without"
                    + " TLS.");

    /** What is made of values. */
    public enum Kind {
        /** Only grows. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts values up to bounds. */
        HISTOGRAM
    }

    private static final String PREFIX = "omniflow_gateway_";

    private final String name;

    private final Kind kind;

    private final List<String> labels;

    private final String description;

    GatewayMetric(String name, Kind kind, List<String> labels, String description) {
        this.name = PREFIX + name;
        this.kind = kind;
        this.labels = labels;
        this.description = description;
    }

    /** Returns its name in Prometheus. */
    public String prometheusName() {
        return name;
    }

    /** Returns what is made of its values. */
    public Kind kind() {
        return kind;
    }

    /** Returns the names of its labels. */
    public List<String> labels() {
        return labels;
    }

    /** Returns what it tells, in a sentence. */
    public String description() {
        return description;
    }

    /** Returns the names of its series. */
    public List<String> series() {
        return kind == Kind.HISTOGRAM
                ? Stream.of("_bucket", "_sum", "_count").map(end -> name + end).toList()
                : List.of(name);
    }

    String type() {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
