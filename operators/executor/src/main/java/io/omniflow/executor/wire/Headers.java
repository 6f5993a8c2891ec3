package io.omniflow.executor.wire;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.RecordHeader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names of headers, and how they are looked up and written. */
final class Headers {

    static final String CONTENT_TYPE = "content-type";
    static final String CLOUD_EVENTS = "ce_";
    static final String CORRELATION_ID = "ce_correlationid";
    static final String EXPIRY_TIME = "ce_expirytime";

    private static final String PROTOBUF = "application/protobuf";
    private static final String SOURCE = "/omniflow";

    private Headers() {}

    /** Returns the last header of a name, as Kafka's own look-up does. */
    static Optional<String> last(InboundRecord record, String name) {
        String found = null;
        for (RecordHeader header : record.headers()) {
            if (header.key().equalsIgnoreCase(name)) {
                found = header.text();
            }
        }
        return Optional.ofNullable(found);
    }

    /** Starts the headers of a protobuf record that is a CloudEvent in binary mode. */
    static List<RecordHeader> cloudEvent(String type, String id, long timeMs) {
        List<RecordHeader> headers = new ArrayList<>();
        headers.add(RecordHeader.of(CONTENT_TYPE, PROTOBUF));
        headers.add(RecordHeader.of("ce_specversion", "1.0"));
        headers.add(RecordHeader.of("ce_id", id));
        headers.add(RecordHeader.of("ce_type", type));
        headers.add(RecordHeader.of("ce_source", SOURCE));
        headers.add(RecordHeader.of("ce_time", rfc3339(timeMs)));
        return headers;
    }

    private static String rfc3339(long timeMs) {
        return Instant.ofEpochMilli(timeMs).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
