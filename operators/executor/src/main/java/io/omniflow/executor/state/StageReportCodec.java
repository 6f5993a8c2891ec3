package io.omniflow.executor.state;

import io.omniflow.core.pipeline.StageReport;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link StageReport}. */
public enum StageReportCodec implements Codec<StageReport> {
    /** The codec. */
    INSTANCE;

    private static final int WITH_WHAT_WAS_ASKED = 2;

    @Override
    public Class<StageReport> type() {
        return StageReport.class;
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public void write(StageReport report, DataOutputView out) throws IOException {
        Fields.writeString(report.model(), out);
        Fields.writeString(report.revision(), out);
        Fields.writeString(report.fingerprint(), out);
        out.writeLong(report.seed());
        Fields.writeString(report.text(), out);
        Fields.writeNullable(
                report.report(),
                (text, view) -> Fields.write(TextReportCodec.INSTANCE, text, view),
                out);
        Fields.writeList(report.warnings(), Fields::writeString, out);
        OutcomeCodec.writeCache(report.cache(), out);
        OutcomeCodec.writeTimings(report.timings(), out);
        out.writeInt(report.resumedFromStep());
        out.writeInt(report.attempt());
        Fields.writeNullable(
                report.asked(),
                (asked, view) -> Fields.write(ParamsCodec.INSTANCE, asked, view),
                out);
    }

    @Override
    public StageReport read(int version, DataInputView in) throws IOException {
        return new StageReport(
                Fields.readString(in),
                Fields.readString(in),
                Fields.readString(in),
                in.readLong(),
                Fields.readString(in),
                Fields.readNullable(view -> Fields.read(TextReportCodec.INSTANCE, view), in),
                Fields.readList(Fields::readString, in),
                OutcomeCodec.readCache(in),
                OutcomeCodec.readTimings(in),
                in.readInt(),
                in.readInt(),
                version < WITH_WHAT_WAS_ASKED
                        ? null
                        : Fields.readNullable(view -> Fields.read(ParamsCodec.INSTANCE, view), in));
    }
}
