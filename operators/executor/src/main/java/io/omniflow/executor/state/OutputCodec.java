package io.omniflow.executor.state;

import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.FinalLatents;
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
        return 4;
    }

    @Override
    public void write(Output value, DataOutputView out) throws IOException {
        Fields.writeBytes(value.data(), out);
        Fields.writeString(value.mediaType(), out);
        out.writeInt(value.width());
        out.writeInt(value.height());
        Fields.writeList(value.warnings(), Fields::writeString, out);
        Fields.write(StepCacheReportCodec.INSTANCE, value.stepCache(), out);
        Fields.writeString(value.dataRef(), out);
        Fields.writeString(value.approximation().fingerprint(), out);
        out.writeDouble(value.approximation().similarity());
        out.writeInt(value.approximation().stepsReused());
        Fields.writeNullable(
                value.latents(),
                (latents, view) -> Fields.write(FinalLatentsCodec.INSTANCE, latents, view),
                out);
        Fields.writeNullable(
                value.text(),
                (text, view) -> Fields.write(TextReportCodec.INSTANCE, text, view),
                out);
    }

    @Override
    public Output read(int version, DataInputView in) throws IOException {
        Output output =
                new Output(
                        Fields.readBytes(in),
                        Fields.readString(in),
                        in.readInt(),
                        in.readInt(),
                        Fields.readList(Fields::readString, in),
                        version == 1
                                ? StepCacheReport.NONE
                                : Fields.read(StepCacheReportCodec.INSTANCE, in));
        return version < 3 ? output : readRest(version, output, in);
    }

    private static Output readRest(int version, Output output, DataInputView in)
            throws IOException {
        String dataRef = Fields.readString(in);
        Approximation start =
                new Approximation(Fields.readString(in), in.readDouble(), in.readInt());
        FinalLatents latents =
                Fields.readNullable(view -> Fields.read(FinalLatentsCodec.INSTANCE, view), in);
        return new Output(
                output.data(),
                dataRef,
                output.mediaType(),
                output.width(),
                output.height(),
                output.warnings(),
                output.stepCache(),
                start,
                latents,
                version < 4
                        ? null
                        : Fields.readNullable(
                                view -> Fields.read(TextReportCodec.INSTANCE, view), in));
    }
}
