package io.omniflow.executor.state;

import io.omniflow.core.cache.CacheEntry;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link CacheEntry}. */
public enum CacheEntryCodec implements Codec<CacheEntry> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<CacheEntry> type() {
        return CacheEntry.class;
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public void write(CacheEntry value, DataOutputView out) throws IOException {
        Fields.writeString(value.key(), out);
        Fields.writeString(value.fingerprint(), out);
        Fields.writeString(value.model(), out);
        Fields.writeString(value.modelRevision(), out);
        Fields.writeString(value.tenant(), out);
        out.writeLong(value.createdMs());
        out.writeInt(value.steps());
        Fields.write(OutputCodec.INSTANCE, value.output(), out);
        out.writeBoolean(value.shared());
        Fields.writeString(value.prompt(), out);
        Fields.writeString(value.latentsRef(), out);
    }

    @Override
    public CacheEntry read(int version, DataInputView in) throws IOException {
        CacheEntry first =
                new CacheEntry(
                        Fields.readString(in),
                        Fields.readString(in),
                        Fields.readString(in),
                        Fields.readString(in),
                        Fields.readString(in),
                        in.readLong(),
                        in.readInt(),
                        Fields.read(OutputCodec.INSTANCE, in));
        return version == 1 ? first : readRest(version, first, in);
    }

    private static CacheEntry readRest(int version, CacheEntry first, DataInputView in)
            throws IOException {
        return new CacheEntry(
                first.key(),
                first.fingerprint(),
                first.model(),
                first.modelRevision(),
                first.tenant(),
                in.readBoolean(),
                Fields.readString(in),
                first.createdMs(),
                first.steps(),
                first.output(),
                version < 3 ? "" : Fields.readString(in));
    }
}
