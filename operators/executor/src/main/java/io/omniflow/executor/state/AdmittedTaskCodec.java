package io.omniflow.executor.state;

import io.omniflow.executor.record.AdmittedTask;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link AdmittedTask}. */
public enum AdmittedTaskCodec implements Codec<AdmittedTask> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<AdmittedTask> type() {
        return AdmittedTask.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(AdmittedTask value, DataOutputView out) throws IOException {
        Fields.write(TaskCodec.INSTANCE, value.task(), out);
        Fields.writeNullable(
                value.origin(),
                (v, view) -> Fields.write(InboundRecordCodec.INSTANCE, v, view),
                out);
    }

    @Override
    public AdmittedTask read(int version, DataInputView in) throws IOException {
        return new AdmittedTask(
                Fields.read(TaskCodec.INSTANCE, in),
                Fields.readNullable(view -> Fields.read(InboundRecordCodec.INSTANCE, view), in));
    }
}
