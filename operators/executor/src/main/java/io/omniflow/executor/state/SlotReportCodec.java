package io.omniflow.executor.state;

import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.core.scheduling.TextTotals;
import io.omniflow.core.scheduling.WorkerTotals;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link SlotReport}; it is sent, never kept. */
public enum SlotReportCodec implements Codec<SlotReport> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<SlotReport> type() {
        return SlotReport.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(SlotReport value, DataOutputView out) throws IOException {
        out.writeInt(value.worker());
        out.writeInt(value.attempt());
        out.writeLong(value.sequence());
        Fields.writeString(value.process(), out);
        writeCounts(value.counts(), out);
        Fields.writeList(value.running(), SlotReportCodec::writeTask, out);
        Fields.writeList(value.costs(), SlotReportCodec::writeCost, out);
        writeTotals(value.totals(), out);
        out.writeLong(value.texts().texts());
        out.writeLong(value.texts().tokens());
    }

    @Override
    public SlotReport read(int version, DataInputView in) throws IOException {
        return new SlotReport(
                in.readInt(),
                in.readInt(),
                in.readLong(),
                Fields.readString(in),
                readCounts(in),
                Fields.readList(SlotReportCodec::readTask, in),
                Fields.readList(SlotReportCodec::readCost, in),
                readTotals(in),
                new TextTotals(in.readLong(), in.readLong()));
    }

    private static void writeCounts(SlotCounts counts, DataOutputView out) throws IOException {
        out.writeInt(counts.slots());
        out.writeInt(counts.capacity());
        out.writeInt(counts.overcommit());
        out.writeInt(counts.heldAtOpen());
        out.writeLong(counts.completed());
        out.writeInt(counts.extra());
    }

    private static SlotCounts readCounts(DataInputView in) throws IOException {
        return new SlotCounts(
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readInt());
    }

    private static void writeTask(RunningTask task, DataOutputView out) throws IOException {
        TaskIdCodec.INSTANCE.write(task.id(), out);
        Fields.writeList(task.followers(), TaskIdCodec.INSTANCE::write, out);
        Fields.writeString(task.fingerprint(), out);
        writeSharing(task, out);
        Fields.writeString(task.tenant(), out);
        Fields.writeString(task.cacheKey(), out);
        writeShape(task.shape(), out);
        out.writeInt(task.level());
        out.writeByte(task.state().ordinal());
        out.writeInt(task.step());
        out.writeInt(task.steps());
        out.writeDouble(task.effort());
        out.writeLong(task.sinceMs());
    }

    private static RunningTask readTask(DataInputView in) throws IOException {
        TaskId id = readId(in);
        List<TaskId> followers = Fields.readList(SlotReportCodec::readId, in);
        String fingerprint = Fields.readString(in);
        return new RunningTask(
                id,
                followers,
                fingerprint,
                readSharing(fingerprint, in),
                Fields.readString(in),
                Fields.readString(in),
                readShape(in),
                in.readInt(),
                RunState.values()[in.readByte()],
                in.readInt(),
                in.readInt(),
                in.readDouble(),
                in.readLong());
    }

    /** Most sharing keys begin with the fingerprint, which need not travel twice. */
    private static void writeSharing(RunningTask task, DataOutputView out) throws IOException {
        boolean extended = task.sharing().startsWith(task.fingerprint());
        out.writeBoolean(extended);
        int common = extended ? task.fingerprint().length() : 0;
        Fields.writeString(task.sharing().substring(common), out);
    }

    private static String readSharing(String fingerprint, DataInputView in) throws IOException {
        return (in.readBoolean() ? fingerprint : "") + Fields.readString(in);
    }

    private static TaskId readId(DataInputView in) throws IOException {
        return TaskIdCodec.INSTANCE.read(TaskIdCodec.INSTANCE.version(), in);
    }

    private static void writeShape(Shape shape, DataOutputView out) throws IOException {
        out.writeInt(shape.width());
        out.writeInt(shape.height());
        out.writeBoolean(shape.guided());
    }

    private static Shape readShape(DataInputView in) throws IOException {
        return new Shape(in.readInt(), in.readInt(), in.readBoolean());
    }

    private static void writeCost(StepCost cost, DataOutputView out) throws IOException {
        writeShape(cost.shape(), out);
        out.writeInt(cost.batch());
        out.writeLong(cost.steps());
        out.writeDouble(cost.totalMs());
    }

    private static StepCost readCost(DataInputView in) throws IOException {
        return new StepCost(readShape(in), in.readInt(), in.readLong(), in.readDouble());
    }

    private static void writeTotals(WorkerTotals totals, DataOutputView out) throws IOException {
        out.writeInt(totals.ended().size());
        for (Map.Entry<TaskStatus, Long> ended : totals.ended().entrySet()) {
            out.writeByte(ended.getKey().ordinal());
            out.writeLong(ended.getValue());
        }
        out.writeLong(totals.cacheHits());
        out.writeLong(totals.preemptions());
    }

    private static WorkerTotals readTotals(DataInputView in) throws IOException {
        Map<TaskStatus, Long> ended = new EnumMap<>(TaskStatus.class);
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            ended.put(TaskStatus.values()[in.readByte()], in.readLong());
        }
        return new WorkerTotals(ended, in.readLong(), in.readLong());
    }
}
