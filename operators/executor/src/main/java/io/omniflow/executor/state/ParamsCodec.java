package io.omniflow.executor.state;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.InitImage;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link GenerationParams}. */
public enum ParamsCodec implements Codec<GenerationParams> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<GenerationParams> type() {
        return GenerationParams.class;
    }

    /** Version 1 was a part of a task and had no version of its own. */
    @Override
    public int version() {
        return 2;
    }

    @Override
    public void write(GenerationParams params, DataOutputView out) throws IOException {
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

    @Override
    public GenerationParams read(int version, DataInputView in) throws IOException {
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
