package io.omniflow.executor.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.pipeline.StageReport;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.SchedulerMemory;
import io.omniflow.executor.record.QueuedTask;
import io.omniflow.executor.record.SchedulingMemory;
import io.omniflow.executor.testing.Tasks;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Reads values as releases before step caches wrote them. */
class EarlierFormatsTest {

    private static final int FIRST = 1;

    private static final int WITHOUT_ROUTE = 3;

    private static final int WITHOUT_PREVIEWS = 4;

    private static final CacheTerms TERMS = new CacheTerms(true, false, true, 0.5);

    private final DataOutputSerializer out = new DataOutputSerializer(256);

    @Test
    void aTaskComputesEveryStepFromNoise() throws IOException {
        GenerationTask task =
                new GenerationTask(
                        new TaskId("r", 3),
                        4,
                        "model",
                        "revision",
                        new GenerationParams("a", "b", 64, 32, 20, 4.5, 7),
                        Priority.LOW,
                        "acme",
                        11,
                        12,
                        "print",
                        "request",
                        "key",
                        Map.of("traceparent", "t"));
        writeFirst(task);
        assertThat(Fields.read(TaskCodec.INSTANCE, in())).isEqualTo(task);

        out.clear();
        out.writeByte(QueuedTaskCodec.INSTANCE.version());
        writeFirst(task);
        out.writeLong(5);
        out.writeLong(6);
        assertThat(Fields.read(QueuedTaskCodec.INSTANCE, in()))
                .isEqualTo(new QueuedTask(task, 5, 6));
    }

    @Test
    void aTaskIsOfNoPipeline() throws IOException {
        GenerationTask task = Tasks.sharing(Tasks.task("r", Priority.LOW), "acme", TERMS);
        DataOutputSerializer present = new DataOutputSerializer(256);
        TaskCodec.INSTANCE.write(task, present);
        byte[] all = present.getCopyOfBuffer();
        out.writeByte(WITHOUT_ROUTE);
        out.write(all, 0, all.length - Integer.BYTES - 1);

        assertThat(Fields.read(TaskCodec.INSTANCE, in())).isEqualTo(task);
    }

    @Test
    void aTaskHasNoPreviews() throws IOException {
        GenerationTask task = Tasks.continued(Tasks.task("r", Priority.LOW));
        DataOutputSerializer present = new DataOutputSerializer(256);
        TaskCodec.INSTANCE.write(task, present);
        byte[] all = present.getCopyOfBuffer();
        out.writeByte(WITHOUT_PREVIEWS);
        out.write(all, 0, all.length - Integer.BYTES);

        assertThat(Fields.read(TaskCodec.INSTANCE, in())).isEqualTo(task);
    }

    @Test
    void aStageDidNotKeepWhatItWasAsked() throws IOException {
        StageReport report = Tasks.continued(Tasks.task("r", Priority.LOW)).route().passed().get(0);
        DataOutputSerializer present = new DataOutputSerializer(256);
        StageReportCodec.INSTANCE.write(report, present);
        byte[] all = present.getCopyOfBuffer();
        out.writeByte(1);
        out.write(all, 0, all.length - 1);

        assertThat(Fields.read(StageReportCodec.INSTANCE, in())).isEqualTo(report);
    }

    @Test
    void nothingWasExpectedOfTexts() throws IOException {
        SchedulingMemory memory = new SchedulingMemory(SchedulerMemory.EMPTY, Map.of());
        DataOutputSerializer present = new DataOutputSerializer(256);
        SchedulingMemoryCodec.INSTANCE.write(memory, present);
        byte[] all = present.getCopyOfBuffer();
        int afterSteps = all.length - Byte.BYTES - Integer.BYTES;
        out.writeByte(FIRST);
        out.write(all, 0, afterSteps - Double.BYTES);
        out.write(all, afterSteps, all.length - afterSteps);

        assertThat(Fields.read(SchedulingMemoryCodec.INSTANCE, in())).isEqualTo(memory);
    }

    @Test
    void paramsAreThoseOfAPicture() throws IOException {
        StageParams params = Tasks.task("r", Priority.LOW).params();
        DataOutputSerializer present = new DataOutputSerializer(256);
        ParamsCodec.INSTANCE.write(params, present);
        byte[] all = present.getCopyOfBuffer();
        out.writeByte(2);
        out.write(all, 1, all.length - 1);

        assertThat(Fields.read(ParamsCodec.INSTANCE, in())).isEqualTo(params);
    }

    @Test
    void anOutputIsAPicture() throws IOException {
        Output picture = new Output(new byte[] {1}, "image/png", 64, 32, List.of("a warning"));
        DataOutputSerializer present = new DataOutputSerializer(256);
        OutputCodec.INSTANCE.write(picture, present);
        byte[] all = present.getCopyOfBuffer();
        out.writeByte(3);
        out.write(all, 0, all.length - 1);

        assertThat(Fields.read(OutputCodec.INSTANCE, in()))
                .usingRecursiveComparison()
                .isEqualTo(picture);
    }

    @Test
    void anOutputHasNoReport() throws IOException {
        out.writeByte(FIRST);
        Fields.writeBytes(new byte[] {1, 2}, out);
        Fields.writeString("image/png", out);
        out.writeInt(64);
        out.writeInt(32);
        Fields.writeList(List.of("a warning"), Fields::writeString, out);

        assertThat(Fields.read(OutputCodec.INSTANCE, in()))
                .usingRecursiveComparison()
                .isEqualTo(
                        new Output(
                                new byte[] {1, 2},
                                "image/png",
                                64,
                                32,
                                List.of("a warning"),
                                StepCacheReport.NONE));
    }

    @Test
    void aSnapshotHasTensorsOnly() throws IOException {
        out.writeByte(FIRST);
        out.writeInt(9);
        out.writeInt(1);
        Fields.writeString("latents", out);
        out.writeInt(2);
        out.writeLong(1);
        out.writeLong(2);
        Fields.writeBytes(new byte[8], out);

        assertThat(Fields.read(SnapshotCodec.INSTANCE, in()))
                .isEqualTo(
                        new Snapshot(
                                9,
                                Map.of("latents", new HostTensor(new long[] {1, 2}, new byte[8])),
                                Map.of(),
                                ""));
    }

    private void writeFirst(GenerationTask task) throws IOException {
        out.writeByte(FIRST);
        Fields.writeString(task.id().requestId(), out);
        out.writeInt(task.id().index());
        out.writeInt(task.count());
        Fields.writeString(task.model(), out);
        Fields.writeString(task.modelRevision(), out);
        Fields.writeString(task.params().prompt(), out);
        Fields.writeString(task.image().negativePrompt(), out);
        out.writeInt(task.image().width());
        out.writeInt(task.image().height());
        out.writeInt(task.image().steps());
        out.writeDouble(task.image().guidanceScale());
        out.writeLong(task.params().seed());
        Fields.writeEnum(task.priority(), out);
        Fields.writeString(task.tenant(), out);
        out.writeLong(task.deadlineMs());
        out.writeLong(task.createdMs());
        Fields.writeString(task.fingerprint(), out);
        Fields.writeString(task.requestFingerprint(), out);
        Fields.writeString(task.cacheKey(), out);
        Fields.writeMap(task.headers(), Fields::writeString, out);
    }

    private DataInputDeserializer in() {
        return new DataInputDeserializer(out.getCopyOfBuffer());
    }
}
