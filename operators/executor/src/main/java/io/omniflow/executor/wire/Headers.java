package io.omniflow.executor.wire;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.RecordHeader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names of headers, and how they are looked up and written. */
final class Headers {

    static final String CONTENT_TYPE = "content-type";
    static final String CLOUD_EVENTS = "ce_";
    static final String CORRELATION_ID = "ce_correlationid";
    static final String EXPIRY_TIME = "ce_expirytime";

    private static final RecordHeader PROTOBUF =
            RecordHeader.of(CONTENT_TYPE, "application/protobuf");
    private static final RecordHeader VERSION = RecordHeader.of("ce_specversion", "1.0");
    private static final RecordHeader SOURCE = RecordHeader.of("ce_source", "/omniflow");

    private static final long MS_A_DAY = 86_400_000;

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
        headers.add(PROTOBUF);
        headers.add(VERSION);
        headers.add(RecordHeader.of("ce_id", id));
        headers.add(RecordHeader.of("ce_type", type));
        headers.add(SOURCE);
        headers.add(RecordHeader.of("ce_time", rfc3339(timeMs)));
        return headers;
    }

    /** Writes a time as {@link java.time.Instant#toString} does, which takes ten times as long. */
    static String rfc3339(long timeMs) {
        int msOfDay = (int) Math.floorMod(timeMs, MS_A_DAY);
        StringBuilder time = new StringBuilder(24);
        time.append(LocalDate.ofEpochDay(Math.floorDiv(timeMs, MS_A_DAY)));
        digits(time.append('T'), msOfDay / 3_600_000, 2);
        digits(time.append(':'), msOfDay / 60_000 % 60, 2);
        digits(time.append(':'), msOfDay / 1_000 % 60, 2);
        if (msOfDay % 1_000 != 0) {
            digits(time.append('.'), msOfDay % 1_000, 3);
        }
        return time.append('Z').toString();
    }

    private static void digits(StringBuilder text, int number, int count) {
        if (count > 1) {
            digits(text, number / 10, count - 1);
        }
        text.append((char) ('0' + number % 10));
    }
}
