package io.omniflow.executor.state;

import io.omniflow.executor.record.InboundRecord;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link InboundRecord}. */
public enum InboundRecordCodec implements Codec<InboundRecord> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<InboundRecord> type() {
        return InboundRecord.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(InboundRecord value, DataOutputView out) throws IOException {
        Fields.writeString(value.topic(), out);
        out.writeInt(value.partition());
        out.writeLong(value.offset());
        out.writeLong(value.timestampMs());
        Fields.writeBytes(value.key(), out);
        Fields.writeBytes(value.value(), out);
        Fields.writeList(value.headers(), Fields::writeHeader, out);
    }

    @Override
    public InboundRecord read(int version, DataInputView in) throws IOException {
        return new InboundRecord(
                Fields.readString(in),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                Fields.readBytes(in),
                Fields.readBytes(in),
                Fields.readList(Fields::readHeader, in));
    }
}
