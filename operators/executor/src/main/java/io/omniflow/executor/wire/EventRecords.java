package io.omniflow.executor.wire;

import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.v1.GenerationEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Wraps events in records that are CloudEvents. */
final class EventRecords {

    private static final String TYPE = "io.omniflow.generation.event.v1";

    private EventRecords() {}

    static OutboundRecord of(
            String key, String id, GenerationEvent event, List<RecordHeader> more) {
        List<RecordHeader> headers = Headers.cloudEvent(TYPE, id, event.getTimeMs());
        headers.addAll(more);
        return new OutboundRecord(
                key.getBytes(StandardCharsets.UTF_8),
                event.toByteArray(),
                headers,
                event.getTimeMs());
    }
}
