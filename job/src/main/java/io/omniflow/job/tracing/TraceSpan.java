package io.omniflow.job.tracing;

import io.opentelemetry.api.common.Attributes;
import java.util.List;
import java.util.Objects;

/**
 * A part of a request's time, with the parts that it consists of.
 *
 * @param name what was done; of few values
 * @param startMs epoch milliseconds
 * @param endMs epoch milliseconds
 * @param attributes what is known of it
 * @param error code of what went wrong; empty if nothing did
 * @param children its parts, in order
 */
record TraceSpan(
        String name,
        long startMs,
        long endMs,
        Attributes attributes,
        String error,
        List<TraceSpan> children) {

    /** Copies the children. */
    TraceSpan {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(attributes, "attributes");
        Objects.requireNonNull(error, "error");
        children = List.copyOf(children);
    }
}
