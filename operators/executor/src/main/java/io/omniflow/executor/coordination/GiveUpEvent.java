package io.omniflow.executor.coordination;

import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.state.CodecSerializer;
import io.omniflow.executor.state.InFlightCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * A worker asks the stage's scheduling operator for a generation to be tried elsewhere. It holds
 * the generation until the answer comes down the workers' edge, so the question may be lost or
 * repeated.
 *
 * @param worker its subtask index
 * @param generation the generation in binary form; never written after construction
 */
@SuppressWarnings("ArrayRecordComponent") // it is carried, never compared
public record GiveUpEvent(int worker, byte[] generation) implements OperatorEvent {

    private static final CodecSerializer<InFlight> GENERATIONS =
            new CodecSerializer<>(InFlightCodec.INSTANCE);

    /** Packs a generation. */
    public static GiveUpEvent of(int worker, InFlight generation) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(1_024);
        GENERATIONS.serialize(generation, out);
        return new GiveUpEvent(worker, out.getCopyOfBuffer());
    }

    /** Unpacks the generation. */
    public InFlight unpacked() throws IOException {
        return GENERATIONS.deserialize(new DataInputDeserializer(generation));
    }
}
