package io.omniflow.job.tracing;

import io.omniflow.executor.record.RecordHeader;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the header {@code traceparent} of <a href="https://www.w3.org/TR/trace-context/">W3C Trace
 * Context</a>.
 */
final class TraceParent {

    private static final String NAME = "traceparent";

    /** Later versions may add fields at the end. */
    private static final Pattern FORM =
            Pattern.compile(
                    "(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private TraceParent() {}

    /** Returns the sender's span; empty if there is none, or none that can be read. */
    static Optional<SpanContext> of(List<RecordHeader> headers) {
        return headers.stream()
                .filter(header -> header.key().toLowerCase(Locale.ROOT).equals(NAME))
                .map(RecordHeader::text)
                .reduce((first, second) -> second)
                .flatMap(TraceParent::read);
    }

    private static Optional<SpanContext> read(String value) {
        Matcher matcher = FORM.matcher(value.strip());
        if (!matcher.matches() || (matcher.group(1).equals("00") && matcher.group(5) != null)) {
            return Optional.empty();
        }
        SpanContext context =
                SpanContext.createFromRemoteParent(
                        matcher.group(2),
                        matcher.group(3),
                        TraceFlags.fromHex(matcher.group(4), 0),
                        TraceState.getDefault());
        return Optional.of(context).filter(SpanContext::isValid);
    }
}
