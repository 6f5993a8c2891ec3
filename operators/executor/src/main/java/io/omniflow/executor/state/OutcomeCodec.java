package io.omniflow.executor.state;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link TaskOutcome}. */
public enum OutcomeCodec implements Codec<TaskOutcome> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<TaskOutcome> type() {
        return TaskOutcome.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(TaskOutcome value, DataOutputView out) throws IOException {
        Fields.write(TaskCodec.INSTANCE, value.task(), out);
        Fields.writeEnum(value.status(), out);
        Fields.writeNullable(
                value.output(), (v, view) -> Fields.write(OutputCodec.INSTANCE, v, view), out);
        Fields.writeNullable(value.error(), OutcomeCodec::writeError, out);
        writeTimings(value.timings(), out);
        writeCache(value.cache(), out);
        out.writeInt(value.resumedFromStep());
        out.writeInt(value.attempt());
    }

    @Override
    public TaskOutcome read(int version, DataInputView in) throws IOException {
        return new TaskOutcome(
                Fields.read(TaskCodec.INSTANCE, in),
                Fields.readEnum(TaskStatus.class, in),
                Fields.readNullable(view -> Fields.read(OutputCodec.INSTANCE, view), in),
                Fields.readNullable(OutcomeCodec::readError, in),
                readTimings(in),
                readCache(in),
                in.readInt(),
                in.readInt());
    }

    private static void writeError(TaskError error, DataOutputView out) throws IOException {
        Fields.writeEnum(error.code(), out);
        Fields.writeString(error.message(), out);
    }

    private static TaskError readError(DataInputView in) throws IOException {
        return new TaskError(Fields.readEnum(ErrorCode.class, in), Fields.readString(in));
    }

    static void writeTimings(TaskTimings timings, DataOutputView out) throws IOException {
        out.writeLong(timings.queuedMs());
        out.writeLong(timings.scheduledMs());
        out.writeLong(timings.stepsMs());
        out.writeLong(timings.decodedMs());
    }

    static TaskTimings readTimings(DataInputView in) throws IOException {
        return new TaskTimings(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    static void writeCache(CacheReport cache, DataOutputView out) throws IOException {
        Fields.writeEnum(cache.kind(), out);
        out.writeInt(cache.stepsReused());
        Fields.writeString(cache.sourceFingerprint(), out);
    }

    static CacheReport readCache(DataInputView in) throws IOException {
        return new CacheReport(
                Fields.readEnum(CacheReport.Kind.class, in), in.readInt(), Fields.readString(in));
    }
}
