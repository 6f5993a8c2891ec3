package io.omniflow.executor.state;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link GenerationTask}. */
public enum TaskCodec implements Codec<GenerationTask> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<GenerationTask> type() {
        return GenerationTask.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(GenerationTask task, DataOutputView out) throws IOException {
        Fields.writeString(task.id().requestId(), out);
        out.writeInt(task.id().index());
        out.writeInt(task.count());
        Fields.writeString(task.model(), out);
        Fields.writeString(task.modelRevision(), out);
        writeParams(task.params(), out);
        Fields.writeEnum(task.priority(), out);
        Fields.writeString(task.tenant(), out);
        out.writeLong(task.deadlineMs());
        out.writeLong(task.createdMs());
        Fields.writeString(task.fingerprint(), out);
        Fields.writeString(task.requestFingerprint(), out);
        Fields.writeString(task.cacheKey(), out);
        Fields.writeMap(task.headers(), Fields::writeString, out);
    }

    @Override
    public GenerationTask read(int version, DataInputView in) throws IOException {
        return new GenerationTask(
                new TaskId(Fields.readString(in), in.readInt()),
                in.readInt(),
                Fields.readString(in),
                Fields.readString(in),
                readParams(in),
                Fields.readEnum(Priority.class, in),
                Fields.readString(in),
                in.readLong(),
                in.readLong(),
                Fields.readString(in),
                Fields.readString(in),
                Fields.readString(in),
                Fields.readMap(Fields::readString, in));
    }

    private static void writeParams(GenerationParams params, DataOutputView out)
            throws IOException {
        Fields.writeString(params.prompt(), out);
        Fields.writeString(params.negativePrompt(), out);
        out.writeInt(params.width());
        out.writeInt(params.height());
        out.writeInt(params.steps());
        out.writeDouble(params.guidanceScale());
        out.writeLong(params.seed());
    }

    private static GenerationParams readParams(DataInputView in) throws IOException {
        return new GenerationParams(
                Fields.readString(in),
                Fields.readString(in),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readDouble(),
                in.readLong());
    }
}
