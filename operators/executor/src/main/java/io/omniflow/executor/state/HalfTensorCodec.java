package io.omniflow.executor.state;

import io.omniflow.core.generation.HalfTensor;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link HalfTensor}. */
enum HalfTensorCodec implements Codec<HalfTensor> {
    INSTANCE;

    @Override
    public Class<HalfTensor> type() {
        return HalfTensor.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(HalfTensor value, DataOutputView out) throws IOException {
        out.writeInt(value.shape().length);
        for (long size : value.shape()) {
            out.writeLong(size);
        }
        Fields.writeBytes(value.data(), out);
    }

    @Override
    public HalfTensor read(int version, DataInputView in) throws IOException {
        long[] shape = new long[in.readInt()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = in.readLong();
        }
        return new HalfTensor(shape, Fields.readBytes(in));
    }
}
