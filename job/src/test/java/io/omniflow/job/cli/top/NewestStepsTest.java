package io.omniflow.job.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.job.client.Incoming;
import io.omniflow.v1.Finished;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.Progress;
import io.omniflow.v1.RunningTask;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.WorkerStatus;
import org.junit.jupiter.api.Test;

class NewestStepsTest {

    private final NewestSteps steps = new NewestSteps();

    @Test
    void theNewestStepCountsWhoeverTellsIt() {
        progress(0, 12);
        progress(1, 3);

        assertThat(stepsOf(10, 5)).containsExactly(12, 5);
    }

    @Test
    void anImageThatHasEndedIsForgotten() {
        progress(0, 12);
        take(event(0).setFinished(Finished.getDefaultInstance()));

        assertThat(stepsOf(10, 5)).containsExactly(10, 5);
    }

    private void progress(int index, int step) {
        take(event(index).setProgress(Progress.newBuilder().setStep(step)));
    }

    private void take(GenerationEvent.Builder event) {
        steps.take(new Incoming.Event(event.build()));
    }

    private static GenerationEvent.Builder event(int index) {
        return GenerationEvent.newBuilder().setRequestId("r").setIndex(index);
    }

    private int[] stepsOf(int... reported) {
        WorkerStatus.Builder worker = WorkerStatus.newBuilder();
        for (int i = 0; i < reported.length; i++) {
            worker.addRunning(
                    RunningTask.newBuilder().setRequestId("r").setIndex(i).setStep(reported[i]));
        }
        StatusReport report = StatusReport.newBuilder().addWorkers(worker).build();
        return steps.applyTo(report).getWorkers(0).getRunningList().stream()
                .mapToInt(RunningTask::getStep)
                .toArray();
    }
}
