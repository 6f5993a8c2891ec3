package io.omniflow.executor.state;

import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.StepCacheReport;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Output}. */
public enum OutputCodec implements Codec<Output> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<Output> type() {
        return Output.class;
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public void write(Output value, DataOutputView out) throws IOException {
        Fields.writeBytes(value.data(), out);
        Fields.writeString(value.mediaType(), out);
        out.writeInt(value.width());
        out.writeInt(value.height());
        Fields.writeList(value.warnings(), Fields::writeString, out);
        Fields.write(StepCacheReportCodec.INSTANCE, value.stepCache(), out);
    }

    @Override
    public Output read(int version, DataInputView in) throws IOException {
        return new Output(
                Fields.readBytes(in),
                Fields.readString(in),
                in.readInt(),
                in.readInt(),
                Fields.readList(Fields::readString, in),
                version == 1
                        ? StepCacheReport.NONE
                        : Fields.read(StepCacheReportCodec.INSTANCE, in));
    }
}
