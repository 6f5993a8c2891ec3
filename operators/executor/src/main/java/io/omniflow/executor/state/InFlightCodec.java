package io.omniflow.executor.state;

import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link InFlight}. */
public enum InFlightCodec implements Codec<InFlight> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<InFlight> type() {
        return InFlight.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(InFlight value, DataOutputView out) throws IOException {
        Fields.write(WorkerCommandCodec.INSTANCE, value.command(), out);
        Fields.writeNullable(
                value.snapshot(), (s, view) -> Fields.write(SnapshotCodec.INSTANCE, s, view), out);
        out.writeLong(value.startedMs());
        out.writeInt(value.resumedFromStep());
        out.writeInt(value.attempt());
    }

    @Override
    public InFlight read(int version, DataInputView in) throws IOException {
        WorkerCommand command = Fields.read(WorkerCommandCodec.INSTANCE, in);
        return new InFlight(
                command,
                Fields.readNullable(view -> Fields.read(SnapshotCodec.INSTANCE, view), in),
                in.readLong(),
                in.readInt(),
                in.readInt());
    }
}
