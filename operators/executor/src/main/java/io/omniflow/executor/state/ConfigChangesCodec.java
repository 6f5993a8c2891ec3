package io.omniflow.executor.state;

import io.omniflow.executor.record.ConfigChanges;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link ConfigChanges}. */
public enum ConfigChangesCodec implements Codec<ConfigChanges> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<ConfigChanges> type() {
        return ConfigChanges.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ConfigChanges value, DataOutputView out) throws IOException {
        out.writeLong(value.version());
        Fields.writeMap(value.values(), Fields::writeString, out);
    }

    @Override
    public ConfigChanges read(int version, DataInputView in) throws IOException {
        return new ConfigChanges(in.readLong(), Fields.readMap(Fields::readString, in));
    }
}
