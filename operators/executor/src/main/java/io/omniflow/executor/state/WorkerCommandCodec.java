package io.omniflow.executor.state;

import io.omniflow.executor.record.WorkerCommand;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link WorkerCommand}. */
public enum WorkerCommandCodec implements Codec<WorkerCommand> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<WorkerCommand> type() {
        return WorkerCommand.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(WorkerCommand value, DataOutputView out) throws IOException {
        Fields.writeEnum(value.kind(), out);
        out.writeInt(value.worker());
        Fields.write(TaskCodec.INSTANCE, value.task(), out);
        out.writeLong(value.queuedMs());
        out.writeLong(value.releasedMs());
    }

    @Override
    public WorkerCommand read(int version, DataInputView in) throws IOException {
        return new WorkerCommand(
                Fields.readEnum(WorkerCommand.Kind.class, in),
                in.readInt(),
                Fields.read(TaskCodec.INSTANCE, in),
                in.readLong(),
                in.readLong());
    }
}
