package io.omniflow.executor.state;

import io.omniflow.executor.record.OutboundRecord;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link OutboundRecord}. */
public enum OutboundRecordCodec implements Codec<OutboundRecord> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<OutboundRecord> type() {
        return OutboundRecord.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(OutboundRecord value, DataOutputView out) throws IOException {
        Fields.writeBytes(value.key(), out);
        Fields.writeBytes(value.value(), out);
        Fields.writeList(value.headers(), Fields::writeHeader, out);
        out.writeLong(value.timestampMs());
    }

    @Override
    public OutboundRecord read(int version, DataInputView in) throws IOException {
        return new OutboundRecord(
                Fields.readBytes(in),
                Fields.readBytes(in),
                Fields.readList(Fields::readHeader, in),
                in.readLong());
    }
}
