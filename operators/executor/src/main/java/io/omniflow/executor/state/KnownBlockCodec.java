package io.omniflow.executor.state;

import io.omniflow.executor.record.KnownBlock;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link KnownBlock}. */
public enum KnownBlockCodec implements Codec<KnownBlock> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<KnownBlock> type() {
        return KnownBlock.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(KnownBlock value, DataOutputView out) throws IOException {
        Fields.writeBytes(value.bytes(), out);
    }

    @Override
    public KnownBlock read(int version, DataInputView in) throws IOException {
        byte[] bytes = Fields.readBytes(in);
        if (bytes == null) {
            throw new IOException("a block of known outputs without content");
        }
        return new KnownBlock(bytes);
    }
}
