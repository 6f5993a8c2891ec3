package io.omniflow.executor.wire;

import io.omniflow.core.generation.TextReport;
import io.omniflow.v1.StageReport;

/** Reports of the stages of pipelines as messages. */
final class StageMessages {

    private StageMessages() {}

    /** Returns what a stage gave for the output of an index. */
    static StageReport write(io.omniflow.core.pipeline.StageReport report, int index) {
        StageReport.Builder message =
                StageReport.newBuilder()
                        .setStage(report.model())
                        .setIndex(index)
                        .setModelRevision(report.revision())
                        .setFingerprint(report.fingerprint())
                        .setText(report.text())
                        .setCache(Messages.cache(report.cache()))
                        .setTimings(Messages.timings(report.timings()))
                        .setAttempt(report.attempt())
                        .addAllWarnings(report.warnings());
        TextReport text = report.report();
        if (text != null) {
            message.setTextReport(TextMessages.write(text));
        }
        return message.build();
    }
}
