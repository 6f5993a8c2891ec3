package io.omniflow.executor.state;

import io.omniflow.core.cache.EntrySlot;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link EntrySlot}. */
public enum EntrySlotCodec implements Codec<EntrySlot> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<EntrySlot> type() {
        return EntrySlot.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(EntrySlot value, DataOutputView out) throws IOException {
        Fields.writeString(value.key(), out);
        Fields.writeString(value.fingerprint(), out);
        Fields.writeString(value.circle(), out);
    }

    @Override
    public EntrySlot read(int version, DataInputView in) throws IOException {
        return new EntrySlot(Fields.readString(in), Fields.readString(in), Fields.readString(in));
    }
}
