package io.omniflow.executor.coordination;

import io.omniflow.core.scheduling.SlotReport;
import java.io.Serial;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;

/** A worker's report on its way to the coordinator of its generation operator. */
record SlotReportRequest(SlotReport report) implements CoordinationRequest {

    @Serial
    private Object writeReplace() {
        return PackedReport.of(report, false);
    }
}
