package io.omniflow.executor.state;

import io.omniflow.core.pipeline.Route;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.LevelAlternative;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.request.TaskId;
import java.io.IOException;
import java.util.List;
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
        return 5;
    }

    @Override
    public void write(GenerationTask task, DataOutputView out) throws IOException {
        Fields.writeString(task.id().requestId(), out);
        out.writeInt(task.id().index());
        out.writeInt(task.count());
        Fields.writeString(task.model(), out);
        Fields.writeString(task.modelRevision(), out);
        Fields.write(ParamsCodec.INSTANCE, task.params(), out);
        Fields.writeEnum(task.priority(), out);
        Fields.writeString(task.tenant(), out);
        out.writeLong(task.deadlineMs());
        out.writeLong(task.createdMs());
        Fields.writeString(task.fingerprint(), out);
        Fields.writeString(task.requestFingerprint(), out);
        Fields.writeString(task.cacheKey(), out);
        Fields.writeTerms(task.cache(), out);
        Fields.writeList(task.alternatives(), TaskCodec::writeAlternative, out);
        Fields.writeMap(task.headers(), Fields::writeString, out);
        Fields.writeNullable(
                task.route().isPipeline() ? task.route() : null,
                (route, view) -> Fields.write(RouteCodec.INSTANCE, route, view),
                out);
        out.writeInt(task.previews());
    }

    @Override
    public GenerationTask read(int version, DataInputView in) throws IOException {
        return new GenerationTask(
                new TaskId(Fields.readString(in), in.readInt()),
                in.readInt(),
                Fields.readString(in),
                Fields.readString(in),
                readParams(version, in),
                Fields.readEnum(Priority.class, in),
                Fields.readString(in),
                in.readLong(),
                in.readLong(),
                Fields.readString(in),
                Fields.readString(in),
                Fields.readString(in),
                version < 3 ? CacheTerms.DEFAULT : Fields.readTerms(in),
                version == 1 ? List.of() : Fields.readList(TaskCodec::readAlternative, in),
                Fields.readMap(Fields::readString, in),
                version < 4 ? Route.NONE : readRoute(in),
                version < 5 ? 0 : in.readInt());
    }

    private static Route readRoute(DataInputView in) throws IOException {
        Route route = Fields.readNullable(view -> Fields.read(RouteCodec.INSTANCE, view), in);
        return route == null ? Route.NONE : route;
    }

    private static StageParams readParams(int version, DataInputView in) throws IOException {
        return version == 1
                ? ParamsCodec.INSTANCE.read(1, in)
                : Fields.read(ParamsCodec.INSTANCE, in);
    }

    private static void writeAlternative(LevelAlternative level, DataOutputView out)
            throws IOException {
        Fields.write(StepCacheSpecCodec.INSTANCE, level.spec(), out);
        Fields.writeString(level.fingerprint(), out);
    }

    private static LevelAlternative readAlternative(DataInputView in) throws IOException {
        return new LevelAlternative(
                Fields.read(StepCacheSpecCodec.INSTANCE, in), Fields.readString(in));
    }
}
