package io.omniflow.executor.state;

import io.omniflow.core.generation.Neighbour;
import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.record.WorkerCommand.Attach;
import io.omniflow.executor.record.WorkerCommand.Cancel;
import io.omniflow.executor.record.WorkerCommand.GivenUp;
import io.omniflow.executor.record.WorkerCommand.Run;
import io.omniflow.executor.record.WorkerCommand.Sleep;
import io.omniflow.executor.record.WorkerCommand.SlotReturn;
import io.omniflow.executor.record.WorkerCommand.Take;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link WorkerCommand}. */
public enum WorkerCommandCodec implements Codec<WorkerCommand> {
    /** The codec. */
    INSTANCE;

    private static final String RUN = "RUN";
    private static final String ATTACH = "ATTACH";
    private static final String CANCEL = "CANCEL";
    private static final String SLOT_RETURN = "SLOT_RETURN";
    private static final String SLEEP = "SLEEP";
    private static final String TAKE = "TAKE";
    private static final String GIVEN_UP = "GIVEN_UP";

    @Override
    public Class<WorkerCommand> type() {
        return WorkerCommand.class;
    }

    @Override
    public int version() {
        return 4;
    }

    @Override
    public void write(WorkerCommand value, DataOutputView out) throws IOException {
        if (value instanceof Run run) {
            out.writeUTF(RUN);
            writeRun(run, out);
        } else if (value instanceof Attach attach) {
            out.writeUTF(ATTACH);
            writeRun(attach.run(), out);
            Fields.write(TaskIdCodec.INSTANCE, attach.leader(), out);
        } else if (value instanceof Cancel cancel) {
            out.writeUTF(CANCEL);
            Fields.write(TaskIdCodec.INSTANCE, cancel.id(), out);
            Fields.writeString(cancel.cacheKey(), out);
            out.writeInt(cancel.worker());
        } else if (value instanceof SlotReturn back) {
            out.writeUTF(SLOT_RETURN);
            Fields.write(TaskIdCodec.INSTANCE, back.id(), out);
            Fields.writeString(back.cacheKey(), out);
            out.writeInt(back.worker());
        } else if (value instanceof Take take) {
            out.writeUTF(TAKE);
            Fields.write(InFlightCodec.INSTANCE, take.generation(), out);
        } else if (value instanceof GivenUp given) {
            out.writeUTF(GIVEN_UP);
            Fields.write(TaskIdCodec.INSTANCE, given.key(), out);
            out.writeInt(given.retries());
            Fields.writeList(
                    given.moved(), (id, view) -> Fields.write(TaskIdCodec.INSTANCE, id, view), out);
            Fields.writeString(given.cacheKey(), out);
            out.writeInt(given.worker());
        } else if (value instanceof Sleep sleep) {
            out.writeUTF(SLEEP);
            out.writeBoolean(sleep.asleep());
            out.writeInt(sleep.worker());
        }
    }

    @Override
    public WorkerCommand read(int version, DataInputView in) throws IOException {
        String kind = in.readUTF();
        if (version == 1) {
            return readFirst(in);
        }
        return switch (kind) {
            case RUN -> readRun(version, in);
            case ATTACH -> new Attach(readRun(version, in), Fields.read(TaskIdCodec.INSTANCE, in));
            case CANCEL ->
                    new Cancel(
                            Fields.read(TaskIdCodec.INSTANCE, in),
                            Fields.readString(in),
                            in.readInt());
            case SLOT_RETURN ->
                    new SlotReturn(
                            Fields.read(TaskIdCodec.INSTANCE, in),
                            Fields.readString(in),
                            in.readInt());
            case TAKE -> new Take(Fields.read(InFlightCodec.INSTANCE, in));
            case GIVEN_UP ->
                    new GivenUp(
                            Fields.read(TaskIdCodec.INSTANCE, in),
                            in.readInt(),
                            Fields.readList(view -> Fields.read(TaskIdCodec.INSTANCE, view), in),
                            Fields.readString(in),
                            in.readInt());
            case SLEEP -> new Sleep(in.readBoolean(), in.readInt());
            default -> throw new IOException("unknown kind of worker command '" + kind + "'");
        };
    }

    /** The first format knew releases into a slot and, never in state, returned slots. */
    private static Run readFirst(DataInputView in) throws IOException {
        int worker = in.readInt();
        return new Run(
                Fields.read(TaskCodec.INSTANCE, in),
                worker,
                true,
                RunTerms.DEFAULT,
                in.readLong(),
                in.readLong());
    }

    private static void writeRun(Run run, DataOutputView out) throws IOException {
        Fields.write(TaskCodec.INSTANCE, run.task(), out);
        out.writeInt(run.worker());
        out.writeBoolean(run.slotted());
        out.writeInt(run.terms().level());
        out.writeInt(run.terms().maxPauses());
        out.writeLong(run.terms().stepTimeoutMs());
        out.writeLong(run.queuedMs());
        out.writeLong(run.releasedMs());
        out.writeLong(run.notBeforeMs());
        out.writeDouble(run.neighbours().similarity());
        Fields.writeList(run.neighbours().members(), WorkerCommandCodec::writeNeighbour, out);
    }

    private static void writeNeighbour(Neighbour neighbour, DataOutputView out) throws IOException {
        Fields.writeString(neighbour.fingerprint(), out);
        Fields.writeString(neighbour.prompt(), out);
        Fields.write(FinalLatentsCodec.INSTANCE, neighbour.latents(), out);
    }

    private static Neighbour readNeighbour(DataInputView in) throws IOException {
        return new Neighbour(
                Fields.readString(in),
                Fields.readString(in),
                Fields.read(FinalLatentsCodec.INSTANCE, in));
    }

    private static Run readRun(int version, DataInputView in) throws IOException {
        Run first =
                new Run(
                        Fields.read(TaskCodec.INSTANCE, in),
                        in.readInt(),
                        in.readBoolean(),
                        new RunTerms(in.readInt(), in.readInt(), in.readLong()),
                        in.readLong(),
                        in.readLong());
        return version < 3 ? first : readRest(first, in);
    }

    private static Run readRest(Run first, DataInputView in) throws IOException {
        return new Run(
                first.task(),
                first.worker(),
                first.slotted(),
                first.terms(),
                first.queuedMs(),
                first.releasedMs(),
                in.readLong(),
                new Neighbourhood(
                        in.readDouble(), Fields.readList(WorkerCommandCodec::readNeighbour, in)));
    }
}
