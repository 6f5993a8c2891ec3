package io.omniflow.executor.coordination;

import io.omniflow.core.scheduling.SlotReport;
import java.io.Serial;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/** A worker's report on its way to the stage's scheduling operator. */
public record SlotReportEvent(SlotReport report) implements OperatorEvent {

    @Serial
    private Object writeReplace() {
        return PackedReport.of(report, true);
    }
}
