package io.omniflow.executor.state;

import io.omniflow.core.cache.EntrySlot;
import io.omniflow.executor.record.CacheInput;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link CacheInput}. */
public enum CacheInputCodec implements Codec<CacheInput> {
    /** The codec. */
    INSTANCE;

    private static final int COMMAND = 0;
    private static final int ENTRY = 1;
    private static final int REMOVAL = 2;

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
        if (value instanceof CacheInput.Command command) {
            out.writeByte(COMMAND);
            Fields.write(WorkerCommandCodec.INSTANCE, command.command(), out);
        } else if (value instanceof CacheInput.Entry entry) {
            out.writeByte(ENTRY);
            Fields.write(CacheEntryCodec.INSTANCE, entry.entry(), out);
        } else if (value instanceof CacheInput.Removal removal) {
            out.writeByte(REMOVAL);
            Fields.writeString(removal.slot().key(), out);
            Fields.writeString(removal.slot().fingerprint(), out);
            Fields.writeString(removal.slot().circle(), out);
        }
    }

    @Override
    public CacheInput read(int version, DataInputView in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case COMMAND -> new CacheInput.Command(Fields.read(WorkerCommandCodec.INSTANCE, in));
            case ENTRY -> new CacheInput.Entry(Fields.read(CacheEntryCodec.INSTANCE, in));
            case REMOVAL ->
                    new CacheInput.Removal(
                            new EntrySlot(
                                    Fields.readString(in),
                                    Fields.readString(in),
                                    Fields.readString(in)));
            default -> throw new IOException("unknown kind of cache input: " + kind);
        };
    }
}
