package io.omniflow.executor.state;

import io.omniflow.executor.record.IdBlock;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link IdBlock}. */
public enum IdBlockCodec implements Codec<IdBlock> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<IdBlock> type() {
        return IdBlock.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(IdBlock value, DataOutputView out) throws IOException {
        Fields.writeList(value.entries(), IdBlockCodec::writeEntry, out);
    }

    @Override
    public IdBlock read(int version, DataInputView in) throws IOException {
        return new IdBlock(Fields.readList(IdBlockCodec::readEntry, in));
    }

    private static void writeEntry(IdBlock.Entry entry, DataOutputView out) throws IOException {
        Fields.writeString(entry.requestId(), out);
        Fields.write(RememberedIdCodec.INSTANCE, entry.remembered(), out);
    }

    private static IdBlock.Entry readEntry(DataInputView in) throws IOException {
        return new IdBlock.Entry(
                Fields.readString(in), Fields.read(RememberedIdCodec.INSTANCE, in));
    }
}
