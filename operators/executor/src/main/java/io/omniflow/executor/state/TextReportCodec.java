package io.omniflow.executor.state;

import io.omniflow.core.generation.FinishReason;
import io.omniflow.core.generation.TextReport;
import io.omniflow.core.generation.TokenLogprob;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link TextReport}. */
enum TextReportCodec implements Codec<TextReport> {
    INSTANCE;

    @Override
    public Class<TextReport> type() {
        return TextReport.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(TextReport report, DataOutputView out) throws IOException {
        Fields.writeEnum(report.finish(), out);
        out.writeInt(report.promptTokens());
        out.writeInt(report.completionTokens());
        out.writeInt(report.reusedTokens());
        Fields.writeList(report.logprobs(), TextReportCodec::writeToken, out);
    }

    @Override
    public TextReport read(int version, DataInputView in) throws IOException {
        return new TextReport(
                Fields.readEnum(FinishReason.class, in),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                Fields.readList(TextReportCodec::readToken, in));
    }

    private static void writeToken(TokenLogprob token, DataOutputView out) throws IOException {
        out.writeInt(token.id());
        Fields.writeString(token.text(), out);
        out.writeDouble(token.logprob());
        Fields.writeList(token.top(), TextReportCodec::writeTop, out);
    }

    private static TokenLogprob readToken(DataInputView in) throws IOException {
        return new TokenLogprob(
                in.readInt(),
                Fields.readString(in),
                in.readDouble(),
                Fields.readList(TextReportCodec::readTop, in));
    }

    private static void writeTop(TokenLogprob.Top top, DataOutputView out) throws IOException {
        out.writeInt(top.id());
        Fields.writeString(top.text(), out);
        out.writeDouble(top.logprob());
    }

    private static TokenLogprob.Top readTop(DataInputView in) throws IOException {
        return new TokenLogprob.Top(in.readInt(), Fields.readString(in), in.readDouble());
    }
}
