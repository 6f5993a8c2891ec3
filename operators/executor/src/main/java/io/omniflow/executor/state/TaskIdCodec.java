package io.omniflow.executor.state;

import io.omniflow.core.request.TaskId;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link TaskId}. */
public enum TaskIdCodec implements Codec<TaskId> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<TaskId> type() {
        return TaskId.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(TaskId value, DataOutputView out) throws IOException {
        Fields.writeString(value.requestId(), out);
        out.writeInt(value.index());
    }

    @Override
    public TaskId read(int version, DataInputView in) throws IOException {
        return new TaskId(Fields.readString(in), in.readInt());
    }
}
