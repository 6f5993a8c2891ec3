package io.omniflow.executor.state;

import io.omniflow.executor.record.SchedulingInput;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link SchedulingInput}. */
public enum SchedulingInputCodec implements Codec<SchedulingInput> {
    /** The codec. */
    INSTANCE;

    private static final Kinds<SchedulingInput> KINDS =
            new Kinds<>(
                    "scheduling input",
                    List.of(
                            Kinds.kind(
                                    SchedulingInput.Command.class,
                                    InboundRecordCodec.INSTANCE,
                                    SchedulingInput.Command::record,
                                    SchedulingInput.Command::new),
                            Kinds.kind(
                                    SchedulingInput.Stored.class,
                                    SchedulingInputCodec::writeStored,
                                    SchedulingInputCodec::readStored),
                            Kinds.kind(
                                    SchedulingInput.Invalidated.class,
                                    CacheEpochCodec.INSTANCE,
                                    SchedulingInput.Invalidated::epoch,
                                    SchedulingInput.Invalidated::new),
                            Kinds.kind(
                                    SchedulingInput.Removed.class,
                                    EntrySlotCodec.INSTANCE,
                                    SchedulingInput.Removed::slot,
                                    SchedulingInput.Removed::new)));

    @Override
    public Class<SchedulingInput> type() {
        return SchedulingInput.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(SchedulingInput value, DataOutputView out) throws IOException {
        KINDS.write(value, out);
    }

    @Override
    public SchedulingInput read(int version, DataInputView in) throws IOException {
        return KINDS.read(in);
    }

    private static void writeStored(SchedulingInput.Stored stored, DataOutputView out)
            throws IOException {
        Fields.writeString(stored.model(), out);
        Fields.writeString(stored.modelRevision(), out);
        Fields.writeString(stored.fingerprint(), out);
        Fields.writeString(stored.tenant(), out);
        out.writeBoolean(stored.shared());
        out.writeLong(stored.createdMs());
        out.writeLong(stored.bytes());
    }

    private static SchedulingInput.Stored readStored(DataInputView in) throws IOException {
        return new SchedulingInput.Stored(
                Fields.readString(in),
                Fields.readString(in),
                Fields.readString(in),
                Fields.readString(in),
                in.readBoolean(),
                in.readLong(),
                in.readLong());
    }
}
