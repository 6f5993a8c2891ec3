package io.omniflow.executor.state;

import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link StepCacheSpec}. */
public enum StepCacheSpecCodec implements Codec<StepCacheSpec> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<StepCacheSpec> type() {
        return StepCacheSpec.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(StepCacheSpec value, DataOutputView out) throws IOException {
        Fields.writeEnum(value.kind(), out);
        out.writeDouble(value.threshold());
        Fields.writeString(value.pattern(), out);
        StepCacheLimits limits = value.limits();
        out.writeInt(limits.warmupSteps());
        out.writeInt(limits.maxConsecutive());
        out.writeInt(limits.maxReused());
        out.writeDouble(limits.maxAccumulated());
        out.writeInt(limits.frontBlocks());
        out.writeInt(limits.backBlocks());
        out.writeInt(limits.order());
        Fields.writeString(value.level(), out);
        out.writeDouble(value.effort());
    }

    @Override
    public StepCacheSpec read(int version, DataInputView in) throws IOException {
        return new StepCacheSpec(
                Fields.readEnum(StepCacheKind.class, in),
                in.readDouble(),
                Fields.readString(in),
                new StepCacheLimits(
                        in.readInt(),
                        in.readInt(),
                        in.readInt(),
                        in.readDouble(),
                        in.readInt(),
                        in.readInt(),
                        in.readInt()),
                Fields.readString(in),
                in.readDouble());
    }
}
