package io.omniflow.executor.state;

import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand.Run;
import java.io.IOException;
import java.util.List;
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
        return 3;
    }

    @Override
    public void write(InFlight value, DataOutputView out) throws IOException {
        writeRun(value.run(), out);
        Fields.writeNullable(
                value.snapshot(), (s, view) -> Fields.write(SnapshotCodec.INSTANCE, s, view), out);
        out.writeLong(value.startedMs());
        out.writeInt(value.resumedFromStep());
        out.writeInt(value.attempt());
        Fields.writeList(value.followers(), InFlightCodec::writeRun, out);
        out.writeInt(value.pauses());
        out.writeInt(value.retries());
    }

    @Override
    public InFlight read(int version, DataInputView in) throws IOException {
        Run run = readRun(in);
        var snapshot = Fields.readNullable(view -> Fields.read(SnapshotCodec.INSTANCE, view), in);
        long startedMs = in.readLong();
        int resumedFromStep = in.readInt();
        int attempt = in.readInt();
        List<Run> followers =
                version == 1 ? List.of() : Fields.readList(InFlightCodec::readRun, in);
        int pauses = version == 1 ? 0 : in.readInt();
        int retries = version < 3 ? 0 : in.readInt();
        return new InFlight(
                run, followers, snapshot, startedMs, pauses, resumedFromStep, attempt, retries);
    }

    private static void writeRun(Run run, DataOutputView out) throws IOException {
        Fields.write(WorkerCommandCodec.INSTANCE, run, out);
    }

    private static Run readRun(DataInputView in) throws IOException {
        return (Run) Fields.read(WorkerCommandCodec.INSTANCE, in);
    }
}
