package io.omniflow.executor.state;

import io.omniflow.core.cache.ApproximateConfig;
import io.omniflow.core.cache.CacheStrategy;
import io.omniflow.core.cache.DitCacheConfig;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link DitCacheConfig}. */
enum DitCacheConfigCodec implements Codec<DitCacheConfig> {
    INSTANCE;

    @Override
    public Class<DitCacheConfig> type() {
        return DitCacheConfig.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(DitCacheConfig value, DataOutputView out) throws IOException {
        out.writeBoolean(value.enabled());
        Fields.writeEnum(value.strategy(), out);
        out.writeLong(value.maxBytes());
        out.writeInt(value.maxEntries());
        out.writeLong(value.ttlMs());
        out.writeBoolean(value.compression());
        out.writeBoolean(value.approximate().enabled());
        out.writeDouble(value.approximate().floor());
        out.writeInt(value.approximate().candidates());
    }

    @Override
    public DitCacheConfig read(int version, DataInputView in) throws IOException {
        return new DitCacheConfig(
                in.readBoolean(),
                Fields.readEnum(CacheStrategy.class, in),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                in.readBoolean(),
                new ApproximateConfig(in.readBoolean(), in.readDouble(), in.readInt()));
    }
}
