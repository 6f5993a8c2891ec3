package io.omniflow.executor.state;

import io.omniflow.core.generation.FinalLatents;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link FinalLatents}. */
enum FinalLatentsCodec implements Codec<FinalLatents> {
    INSTANCE;

    @Override
    public Class<FinalLatents> type() {
        return FinalLatents.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(FinalLatents value, DataOutputView out) throws IOException {
        Fields.write(HalfTensorCodec.INSTANCE, value.latents(), out);
        Fields.write(HalfTensorCodec.INSTANCE, value.embedding(), out);
    }

    @Override
    public FinalLatents read(int version, DataInputView in) throws IOException {
        return new FinalLatents(
                Fields.read(HalfTensorCodec.INSTANCE, in),
                Fields.read(HalfTensorCodec.INSTANCE, in));
    }
}
