package io.omniflow.executor.coordination;

import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.executor.state.CodecSerializer;
import io.omniflow.executor.state.SlotReportCodec;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * What stands for a message with a report when Java serialises it. There are many of them, and Java
 * would describe every class of a report in each.
 *
 * @param report the report in binary form; never written after construction
 * @param isEvent whether the message goes to scheduling
 */
@SuppressWarnings("ArrayRecordComponent") // it is carried, never compared
record PackedReport(byte[] report, boolean isEvent) implements Serializable {

    private static final CodecSerializer<SlotReport> REPORTS =
            new CodecSerializer<>(SlotReportCodec.INSTANCE);

    static PackedReport of(SlotReport report, boolean isEvent) {
        DataOutputSerializer out = new DataOutputSerializer(512);
        try {
            REPORTS.serialize(report, out);
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory takes everything", e);
        }
        return new PackedReport(out.getCopyOfBuffer(), isEvent);
    }

    @Serial
    private Object readResolve() {
        try {
            SlotReport unpacked = REPORTS.deserialize(new DataInputDeserializer(report));
            return isEvent ? new SlotReportEvent(unpacked) : new SlotReportRequest(unpacked);
        } catch (IOException e) {
            throw new UncheckedIOException("a report of another release", e);
        }
    }
}
