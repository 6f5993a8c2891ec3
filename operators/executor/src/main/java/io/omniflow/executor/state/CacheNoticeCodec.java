package io.omniflow.executor.state;

import io.omniflow.executor.record.CacheNotice;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link CacheNotice}. */
public enum CacheNoticeCodec implements Codec<CacheNotice> {
    /** The codec. */
    INSTANCE;

    private static final Kinds<CacheNotice> KINDS =
            new Kinds<>(
                    "cache notice",
                    List.of(
                            Kinds.kind(
                                    CacheNotice.Epoch.class,
                                    CacheEpochCodec.INSTANCE,
                                    CacheNotice.Epoch::epoch,
                                    CacheNotice.Epoch::new),
                            Kinds.kind(
                                    CacheNotice.Config.class,
                                    CacheNoticeCodec::writeConfig,
                                    CacheNoticeCodec::readConfig)));

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
        KINDS.write(value, out);
    }

    @Override
    public CacheNotice read(int version, DataInputView in) throws IOException {
        return KINDS.read(in);
    }

    private static void writeConfig(CacheNotice.Config config, DataOutputView out)
            throws IOException {
        out.writeLong(config.version());
        Fields.write(DitCacheConfigCodec.INSTANCE, config.config(), out);
    }

    private static CacheNotice.Config readConfig(DataInputView in) throws IOException {
        return new CacheNotice.Config(in.readLong(), Fields.read(DitCacheConfigCodec.INSTANCE, in));
    }
}
