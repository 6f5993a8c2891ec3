package io.omniflow.executor.wire;

import io.omniflow.core.result.TaskError;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes dead letters: key, value and headers as they came, so that a record can be sent again once
 * the reason is mended, and the reason in further headers.
 */
public final class DeadLetterEncoder {

    private static final int MAX_MESSAGE_CHARS = 1000;

    /** Creates an encoder. */
    public DeadLetterEncoder() {}

    /**
     * Returns the dead letter of a record.
     *
     * @param origin the record that cannot be processed
     * @param stage the operator that says so
     * @param error why
     * @param nowMs epoch milliseconds
     */
    public OutboundRecord encode(InboundRecord origin, String stage, TaskError error, long nowMs) {
        List<RecordHeader> headers = new ArrayList<>(origin.headers());
        headers.add(RecordHeader.of("__dlq.errors.topic", origin.topic()));
        headers.add(
                RecordHeader.of("__dlq.errors.partition", Integer.toString(origin.partition())));
        headers.add(RecordHeader.of("__dlq.errors.offset", Long.toString(origin.offset())));
        headers.add(RecordHeader.of("__dlq.errors.message", shortened(error.message())));
        headers.add(RecordHeader.of("omniflow.errors.stage", stage));
        headers.add(RecordHeader.of("omniflow.errors.code", error.code().name()));
        return new OutboundRecord(origin.key(), origin.value(), headers, nowMs);
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE_CHARS
                ? message
                : message.substring(0, MAX_MESSAGE_CHARS) + "...";
    }
}
