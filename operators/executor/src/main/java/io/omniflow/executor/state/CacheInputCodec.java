package io.omniflow.executor.state;

import io.omniflow.executor.record.CacheInput;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link CacheInput}. */
public enum CacheInputCodec implements Codec<CacheInput> {
    /** The codec. */
    INSTANCE;

    private static final Kinds<CacheInput> KINDS =
            new Kinds<>(
                    "cache input",
                    List.of(
                            Kinds.kind(
                                    CacheInput.Command.class,
                                    WorkerCommandCodec.INSTANCE,
                                    CacheInput.Command::command,
                                    CacheInput.Command::new),
                            Kinds.kind(
                                    CacheInput.Entry.class,
                                    CacheEntryCodec.INSTANCE,
                                    CacheInput.Entry::entry,
                                    CacheInput.Entry::new),
                            Kinds.kind(
                                    CacheInput.Removal.class,
                                    EntrySlotCodec.INSTANCE,
                                    CacheInput.Removal::slot,
                                    CacheInput.Removal::new)));

    @Override
    public Class<CacheInput> type() {
        return CacheInput.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(CacheInput value, DataOutputView out) throws IOException {
        KINDS.write(value, out);
    }

    @Override
    public CacheInput read(int version, DataInputView in) throws IOException {
        return KINDS.read(in);
    }
}
