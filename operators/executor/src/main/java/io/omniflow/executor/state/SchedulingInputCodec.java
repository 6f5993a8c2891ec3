package io.omniflow.executor.state;

import io.omniflow.executor.record.SchedulingInput;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link SchedulingInput}. */
public enum SchedulingInputCodec implements Codec<SchedulingInput> {
    /** The codec. */
    INSTANCE;

    private static final int COMMAND = 0;
    private static final int STORED = 1;
    private static final int INVALIDATED = 2;

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
        if (value instanceof SchedulingInput.Command command) {
            out.writeByte(COMMAND);
            Fields.write(InboundRecordCodec.INSTANCE, command.record(), out);
        } else if (value instanceof SchedulingInput.Stored stored) {
            out.writeByte(STORED);
            writeStored(stored, out);
        } else if (value instanceof SchedulingInput.Invalidated invalidated) {
            out.writeByte(INVALIDATED);
            Fields.write(CacheEpochCodec.INSTANCE, invalidated.epoch(), out);
        }
    }

    @Override
    public SchedulingInput read(int version, DataInputView in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case COMMAND ->
                    new SchedulingInput.Command(Fields.read(InboundRecordCodec.INSTANCE, in));
            case STORED -> readStored(in);
            case INVALIDATED ->
                    new SchedulingInput.Invalidated(Fields.read(CacheEpochCodec.INSTANCE, in));
            default -> throw new IOException("unknown kind of scheduling input: " + kind);
        };
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

    private static SchedulingInput readStored(DataInputView in) throws IOException {
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
