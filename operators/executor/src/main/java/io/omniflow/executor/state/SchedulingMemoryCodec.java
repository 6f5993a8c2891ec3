package io.omniflow.executor.state;

import io.omniflow.core.request.Priority;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.LearnedCost;
import io.omniflow.core.scheduling.SchedulerMemory;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.WorkerTotals;
import io.omniflow.executor.record.SchedulingMemory;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link SchedulingMemory}. */
public enum SchedulingMemoryCodec implements Codec<SchedulingMemory> {
    /** The codec. */
    INSTANCE;

    /** From this version on it has the expected steps of a text. */
    private static final int WITH_EXPECTED_STEPS = 2;

    @Override
    public Class<SchedulingMemory> type() {
        return SchedulingMemory.class;
    }

    @Override
    public int version() {
        return WITH_EXPECTED_STEPS;
    }

    @Override
    public void write(SchedulingMemory value, DataOutputView out) throws IOException {
        SchedulerMemory scheduler = value.scheduler();
        writeByEnum(scheduler.classPasses(), (pass, view) -> view.writeDouble(pass), out);
        Fields.writeMap(scheduler.tenantPasses(), (pass, view) -> view.writeDouble(pass), out);
        Fields.writeList(scheduler.costs(), SchedulingMemoryCodec::writeCost, out);
        writeTotals(scheduler.totals(), out);
        out.writeDouble(scheduler.expectedSteps());
        out.writeBoolean(scheduler.paused());
        writeCounts(value.ended(), out);
    }

    @Override
    public SchedulingMemory read(int version, DataInputView in) throws IOException {
        SchedulerMemory scheduler =
                new SchedulerMemory(
                        readByEnum(Priority.class, DataInputView::readDouble, in),
                        Fields.readMap(DataInputView::readDouble, in),
                        Fields.readList(SchedulingMemoryCodec::readCost, in),
                        readTotals(in),
                        version < WITH_EXPECTED_STEPS ? 0 : in.readDouble(),
                        in.readBoolean());
        return new SchedulingMemory(scheduler, readCounts(in));
    }

    private static void writeCost(LearnedCost cost, DataOutputView out) throws IOException {
        out.writeInt(cost.shape().width());
        out.writeInt(cost.shape().height());
        out.writeBoolean(cost.shape().guided());
        out.writeInt(cost.batch());
        out.writeDouble(cost.stepMs());
    }

    private static LearnedCost readCost(DataInputView in) throws IOException {
        Shape shape = new Shape(in.readInt(), in.readInt(), in.readBoolean());
        return new LearnedCost(shape, in.readInt(), in.readDouble());
    }

    private static void writeTotals(WorkerTotals totals, DataOutputView out) throws IOException {
        writeCounts(totals.ended(), out);
        out.writeLong(totals.cacheHits());
        out.writeLong(totals.preemptions());
    }

    private static WorkerTotals readTotals(DataInputView in) throws IOException {
        return new WorkerTotals(readCounts(in), in.readLong(), in.readLong());
    }

    private static void writeCounts(Map<TaskStatus, Long> counts, DataOutputView out)
            throws IOException {
        writeByEnum(counts, (count, view) -> view.writeLong(count), out);
    }

    private static Map<TaskStatus, Long> readCounts(DataInputView in) throws IOException {
        return readByEnum(TaskStatus.class, DataInputView::readLong, in);
    }

    private static <E extends Enum<E>, T> void writeByEnum(
            Map<E, T> values, Fields.Writer<T> writer, DataOutputView out) throws IOException {
        out.writeInt(values.size());
        for (Map.Entry<E, T> entry : values.entrySet()) {
            Fields.writeEnum(entry.getKey(), out);
            writer.write(entry.getValue(), out);
        }
    }

    private static <E extends Enum<E>, T> Map<E, T> readByEnum(
            Class<E> keys, Fields.Reader<T> reader, DataInputView in) throws IOException {
        Map<E, T> values = new EnumMap<>(keys);
        for (int left = in.readInt(); left > 0; left--) {
            E key = Fields.readEnum(keys, in);
            values.put(key, reader.read(in));
        }
        return values;
    }
}
