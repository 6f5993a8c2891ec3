package io.omniflow.executor.state;

import io.omniflow.core.pipeline.Leg;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Leg}. */
public enum LegCodec implements Codec<Leg> {
    /** The codec. */
    INSTANCE;

    @Override
    public Class<Leg> type() {
        return Leg.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Leg leg, DataOutputView out) throws IOException {
        Fields.writeString(leg.model(), out);
        Fields.writeString(leg.revision(), out);
        out.writeInt(leg.maxPromptChars());
        Fields.write(ParamsCodec.INSTANCE, leg.params(), out);
        Fields.writeTerms(leg.cache(), out);
        Fields.writeList(
                leg.alternatives(),
                (level, view) -> Fields.write(StepCacheSpecCodec.INSTANCE, level, view),
                out);
    }

    @Override
    public Leg read(int version, DataInputView in) throws IOException {
        return new Leg(
                Fields.readString(in),
                Fields.readString(in),
                in.readInt(),
                Fields.read(ParamsCodec.INSTANCE, in),
                Fields.readTerms(in),
                Fields.readList(view -> Fields.read(StepCacheSpecCodec.INSTANCE, view), in));
    }
}
