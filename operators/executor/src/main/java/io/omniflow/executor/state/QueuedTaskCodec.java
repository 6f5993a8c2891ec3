package io.omniflow.executor.state;

import io.omniflow.executor.record.QueuedTask;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link QueuedTask}. */
public enum QueuedTaskCodec implements Codec<QueuedTask> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<QueuedTask> type() {
        return QueuedTask.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(QueuedTask value, DataOutputView out) throws IOException {
        Fields.write(TaskCodec.INSTANCE, value.task(), out);
        out.writeLong(value.sequence());
        out.writeLong(value.arrivedMs());
    }

    @Override
    public QueuedTask read(int version, DataInputView in) throws IOException {
        return new QueuedTask(Fields.read(TaskCodec.INSTANCE, in), in.readLong(), in.readLong());
    }
}
