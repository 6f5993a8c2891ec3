package io.omniflow.executor.state;

import io.omniflow.executor.record.RememberedId;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link RememberedId}. */
public enum RememberedIdCodec implements Codec<RememberedId> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<RememberedId> type() {
        return RememberedId.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(RememberedId value, DataOutputView out) throws IOException {
        Fields.writeString(value.requestFingerprint(), out);
        out.writeLong(value.images());
        out.writeLong(value.seenMs());
    }

    @Override
    public RememberedId read(int version, DataInputView in) throws IOException {
        return new RememberedId(Fields.readString(in), in.readLong(), in.readLong());
    }
}
