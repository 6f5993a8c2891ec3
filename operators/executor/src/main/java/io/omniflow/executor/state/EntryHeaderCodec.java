package io.omniflow.executor.state;

import io.omniflow.core.cache.EntryHeader;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link EntryHeader}. */
public enum EntryHeaderCodec implements Codec<EntryHeader> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<EntryHeader> type() {
        return EntryHeader.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(EntryHeader value, DataOutputView out) throws IOException {
        Fields.writeString(value.key(), out);
        Fields.writeString(value.fingerprint(), out);
        Fields.writeString(value.tenant(), out);
        out.writeBoolean(value.shared());
        Fields.writeString(value.prompt(), out);
        out.writeLong(value.bytes());
        out.writeLong(value.createdMs());
        out.writeInt(value.steps());
        out.writeLong(value.hits());
        out.writeLong(value.usedMs());
    }

    @Override
    public EntryHeader read(int version, DataInputView in) throws IOException {
        return new EntryHeader(
                Fields.readString(in),
                Fields.readString(in),
                Fields.readString(in),
                in.readBoolean(),
                Fields.readString(in),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                in.readLong());
    }
}
