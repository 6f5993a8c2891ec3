package io.omniflow.executor.state;

import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextSampling;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The fields of {@link TextParams} in binary form, of which {@link ParamsCodec} has the version.
 */
final class TextParamsFields {

    private TextParamsFields() {}

    static void write(TextParams params, DataOutputView out) throws IOException {
        Fields.writeString(params.prompt(), out);
        out.writeInt(params.maxTokens());
        writeSampling(params.sampling(), out);
        out.writeLong(params.seed());
        Fields.writeList(params.stops(), Fields::writeString, out);
        Fields.writeList(params.stopIds(), (id, to) -> to.writeInt(id), out);
        out.writeBoolean(params.ignoreEnd());
    }

    static TextParams read(DataInputView in) throws IOException {
        return new TextParams(
                Fields.readString(in),
                in.readInt(),
                readSampling(in),
                in.readLong(),
                Fields.readList(Fields::readString, in),
                Fields.readList(DataInputView::readInt, in),
                in.readBoolean());
    }

    private static void writeSampling(TextSampling sampling, DataOutputView out)
            throws IOException {
        out.writeDouble(sampling.temperature());
        out.writeInt(sampling.topK());
        out.writeDouble(sampling.topP());
        out.writeDouble(sampling.minP());
        out.writeDouble(sampling.repetitionPenalty());
        out.writeDouble(sampling.presencePenalty());
        out.writeDouble(sampling.frequencyPenalty());
        out.writeInt(sampling.logprobs());
    }

    private static TextSampling readSampling(DataInputView in) throws IOException {
        return new TextSampling(
                in.readDouble(),
                in.readInt(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readInt());
    }
}
