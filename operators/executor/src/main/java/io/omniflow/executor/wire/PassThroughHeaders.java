package io.omniflow.executor.wire;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The headers of a request that its result carries on: trace context, correlation ids, reply topics
 * and whatever else the sender's tools put there. What describes the request's own bytes, and its
 * CloudEvents attributes but the correlation id, stay behind.
 *
 * <p>Values are bytes on the wire and text in a task. Each byte becomes the one character of the
 * same number (ISO 8859-1), so that any value leaves as it came.
 */
public final class PassThroughHeaders {

    /** The headers small and useful enough for every event. */
    private static final Set<String> ON_EVENTS =
            Set.of(
                    "traceparent",
                    "tracestate",
                    Headers.CORRELATION_ID,
                    "correlation-id",
                    "kafka_correlationid");

    private PassThroughHeaders() {}

    /** Picks the headers to carry on; of headers with the same name the last. */
    public static Map<String, String> of(InboundRecord record) {
        Map<String, String> picked = new TreeMap<>();
        for (RecordHeader header : record.headers()) {
            if (header.value() != null && isCarriedOn(header.key())) {
                picked.put(header.key(), new String(header.value(), StandardCharsets.ISO_8859_1));
            }
        }
        return picked;
    }

    /** Returns the time at which a record asks to be given up, as it was written. */
    public static Optional<String> expiryTime(InboundRecord record) {
        return Headers.last(record, Headers.EXPIRY_TIME);
    }

    /** Returns how many bytes the headers take on a record. */
    public static long bytes(Map<String, String> headers) {
        long bytes = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            bytes += header.getKey().getBytes(StandardCharsets.UTF_8).length;
            bytes += header.getValue().length();
        }
        return bytes;
    }

    /** Turns them back into what came in, by name. */
    static List<RecordHeader> toResult(Map<String, String> headers) {
        if (headers.isEmpty()) {
            return List.of();
        }
        List<RecordHeader> records = new ArrayList<>();
        new TreeMap<>(headers)
                .forEach(
                        (name, value) ->
                                records.add(
                                        new RecordHeader(
                                                name,
                                                value.getBytes(StandardCharsets.ISO_8859_1))));
        return records;
    }

    /** Turns the few that events carry back into what came in. */
    static List<RecordHeader> toEvent(Map<String, String> headers) {
        return toResult(headers).stream()
                .filter(header -> ON_EVENTS.contains(header.key().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static boolean isCarriedOn(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(Headers.CORRELATION_ID)
                || !(lower.equals(Headers.CONTENT_TYPE) || lower.startsWith(Headers.CLOUD_EVENTS));
    }
}
