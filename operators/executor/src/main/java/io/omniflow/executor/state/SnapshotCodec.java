package io.omniflow.executor.state;

import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.SavedToken;
import io.omniflow.core.generation.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Snapshot}. */
public enum SnapshotCodec implements Codec<Snapshot> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<Snapshot> type() {
        return Snapshot.class;
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public void write(Snapshot value, DataOutputView out) throws IOException {
        out.writeInt(value.step());
        Fields.writeMap(value.tensors(), SnapshotCodec::writeTensor, out);
        Fields.writeMap(value.scalars(), (scalar, view) -> view.writeDouble(scalar), out);
        Fields.writeString(value.pattern(), out);
        Fields.writeList(value.tokens(), SnapshotCodec::writeToken, out);
    }

    @Override
    public Snapshot read(int version, DataInputView in) throws IOException {
        int step = in.readInt();
        Map<String, HostTensor> tensors = Fields.readMap(SnapshotCodec::readTensor, in);
        return version == 1
                ? new Snapshot(step, tensors)
                : new Snapshot(
                        step,
                        tensors,
                        Fields.readMap(DataInputView::readDouble, in),
                        Fields.readString(in),
                        version == 2 ? List.of() : Fields.readList(SnapshotCodec::readToken, in));
    }

    private static void writeToken(SavedToken token, DataOutputView out) throws IOException {
        out.writeInt(token.id());
        out.writeDouble(token.logprob());
        Fields.writeList(token.top(), SnapshotCodec::writeOther, out);
    }

    private static SavedToken readToken(DataInputView in) throws IOException {
        return new SavedToken(
                in.readInt(), in.readDouble(), Fields.readList(SnapshotCodec::readOther, in));
    }

    private static void writeOther(SavedToken.Other other, DataOutputView out) throws IOException {
        out.writeInt(other.id());
        out.writeDouble(other.logprob());
    }

    private static SavedToken.Other readOther(DataInputView in) throws IOException {
        return new SavedToken.Other(in.readInt(), in.readDouble());
    }

    private static void writeTensor(HostTensor tensor, DataOutputView out) throws IOException {
        out.writeInt(tensor.shape().length);
        for (long size : tensor.shape()) {
            out.writeLong(size);
        }
        Fields.writeBytes(tensor.data(), out);
    }

    private static HostTensor readTensor(DataInputView in) throws IOException {
        long[] shape = new long[in.readInt()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = in.readLong();
        }
        return new HostTensor(shape, Fields.readBytes(in));
    }
}
