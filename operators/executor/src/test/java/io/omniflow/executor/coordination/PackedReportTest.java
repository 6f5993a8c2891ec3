package io.omniflow.executor.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.WorkerTotals;
import java.util.Collections;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class PackedReportTest {

    private static final RunningTask TASK =
            new RunningTask(
                    new TaskId("a", 1),
                    List.of(new TaskId("b", 0)),
                    "f".repeat(64),
                    "k".repeat(64),
                    new Shape(64, 32, true),
                    RunTerms.NOT_URGENT,
                    RunState.PAUSED,
                    3,
                    20);

    private static final SlotReport REPORT =
            new SlotReport(
                    2,
                    1,
                    77,
                    "jvm",
                    new SlotCounts(4, 5, 4, 1, 9, 2),
                    Collections.nCopies(64, TASK),
                    List.of(),
                    WorkerTotals.NONE);

    @Test
    void messagesArriveAsTheyWereSent() throws Exception {
        assertThat(sent(new SlotReportEvent(REPORT))).isEqualTo(new SlotReportEvent(REPORT));
        assertThat(sent(new SlotReportRequest(REPORT))).isEqualTo(new SlotReportRequest(REPORT));
    }

    private static Object sent(Object message) throws Exception {
        return InstantiationUtil.deserializeObject(
                InstantiationUtil.serializeObject(message),
                PackedReportTest.class.getClassLoader());
    }
}
