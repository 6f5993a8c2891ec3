package io.omniflow.executor.state;

import io.omniflow.core.cache.CacheEpoch;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link CacheEpoch}. */
public enum CacheEpochCodec implements Codec<CacheEpoch> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<CacheEpoch> type() {
        return CacheEpoch.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(CacheEpoch value, DataOutputView out) throws IOException {
        Fields.writeEnum(value.scope(), out);
        Fields.writeString(value.name(), out);
        out.writeLong(value.beforeMs());
    }

    @Override
    public CacheEpoch read(int version, DataInputView in) throws IOException {
        return new CacheEpoch(
                Fields.readEnum(CacheEpoch.Scope.class, in), Fields.readString(in), in.readLong());
    }
}
