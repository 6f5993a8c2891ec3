package io.omniflow.executor.state;

import io.omniflow.executor.record.CacheNotice;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link CacheNotice}. */
public enum CacheNoticeCodec implements Codec<CacheNotice> {
    /** The codec. */
    INSTANCE;

    private static final int EPOCH = 0;
    private static final int CONFIG = 1;

    @Override
    public Class<CacheNotice> type() {
        return CacheNotice.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(CacheNotice value, DataOutputView out) throws IOException {
        if (value instanceof CacheNotice.Epoch epoch) {
            out.writeByte(EPOCH);
            Fields.write(CacheEpochCodec.INSTANCE, epoch.epoch(), out);
        } else if (value instanceof CacheNotice.Config config) {
            out.writeByte(CONFIG);
            out.writeLong(config.version());
            Fields.write(DitCacheConfigCodec.INSTANCE, config.config(), out);
        }
    }

    @Override
    public CacheNotice read(int version, DataInputView in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case EPOCH -> new CacheNotice.Epoch(Fields.read(CacheEpochCodec.INSTANCE, in));
            case CONFIG ->
                    new CacheNotice.Config(
                            in.readLong(), Fields.read(DitCacheConfigCodec.INSTANCE, in));
            default -> throw new IOException("unknown kind of cache notice: " + kind);
        };
    }
}
