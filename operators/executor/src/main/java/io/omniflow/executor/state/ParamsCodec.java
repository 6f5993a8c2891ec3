package io.omniflow.executor.state;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.InitImage;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.request.TextParams;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link StageParams}. */
public enum ParamsCodec implements Codec<StageParams> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<StageParams> type() {
        return StageParams.class;
    }

    /** Version 1 was a part of a task and had no version of its own; 2 had pictures alone. */
    @Override
    public int version() {
        return 3;
    }

    @Override
    public void write(StageParams params, DataOutputView out) throws IOException {
        out.writeBoolean(params instanceof TextParams);
        if (params instanceof TextParams text) {
            TextParamsFields.write(text, out);
        } else {
            writePicture((GenerationParams) params, out);
        }
    }

    @Override
    public StageParams read(int version, DataInputView in) throws IOException {
        return version > 2 && in.readBoolean()
                ? TextParamsFields.read(in)
                : readPicture(version, in);
    }

    private static void writePicture(GenerationParams params, DataOutputView out)
            throws IOException {
        Fields.writeString(params.prompt(), out);
        Fields.writeString(params.negativePrompt(), out);
        out.writeInt(params.width());
        out.writeInt(params.height());
        out.writeInt(params.steps());
        out.writeDouble(params.guidanceScale());
        out.writeLong(params.seed());
        Fields.writeString(params.scheduler(), out);
        Fields.write(StepCacheSpecCodec.INSTANCE, params.stepCache(), out);
        Fields.writeNullable(params.init(), ParamsCodec::writeInit, out);
    }

    private static GenerationParams readPicture(int version, DataInputView in) throws IOException {
        GenerationParams first =
                new GenerationParams(
                        Fields.readString(in),
                        Fields.readString(in),
                        in.readInt(),
                        in.readInt(),
                        in.readInt(),
                        in.readDouble(),
                        in.readLong());
        return version == 1 ? first : readRest(first, in);
    }

    private static GenerationParams readRest(GenerationParams first, DataInputView in)
            throws IOException {
        return new GenerationParams(
                first.prompt(),
                first.negativePrompt(),
                first.width(),
                first.height(),
                first.steps(),
                first.guidanceScale(),
                first.seed(),
                Fields.readString(in),
                Fields.read(StepCacheSpecCodec.INSTANCE, in),
                Fields.readNullable(ParamsCodec::readInit, in));
    }

    private static void writeInit(InitImage init, DataOutputView out) throws IOException {
        Fields.writeBytes(init.data(), out);
        out.writeDouble(init.strength());
    }

    private static InitImage readInit(DataInputView in) throws IOException {
        return new InitImage(Fields.readBytes(in), in.readDouble());
    }
}
