package io.omniflow.executor.state;

import io.omniflow.core.generation.StepCacheReport;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link StepCacheReport}. */
public enum StepCacheReportCodec implements Codec<StepCacheReport> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<StepCacheReport> type() {
        return StepCacheReport.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(StepCacheReport value, DataOutputView out) throws IOException {
        Fields.writeString(value.policy(), out);
        Fields.writeString(value.level(), out);
        out.writeLong(value.evaluations());
        out.writeLong(value.spared());
        Fields.writeString(value.pattern(), out);
    }

    @Override
    public StepCacheReport read(int version, DataInputView in) throws IOException {
        return new StepCacheReport(
                Fields.readString(in),
                Fields.readString(in),
                in.readLong(),
                in.readLong(),
                Fields.readString(in));
    }
}
