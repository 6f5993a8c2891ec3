package io.omniflow.job.cli.top;

import io.omniflow.job.client.Incoming;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.RunningTask;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.WorkerStatus;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Brings what stages say of their workers up to the steps that were told since; thread-safe. */
final class NewestSteps {

    private record Image(String requestId, int index) {}

    private final Map<Image, Integer> steps = new ConcurrentHashMap<>();

    /** Takes what a job says. */
    void take(Incoming incoming) {
        if (incoming instanceof Incoming.Event in) {
            GenerationEvent event = in.event();
            Image image = new Image(event.getRequestId(), event.getIndex());
            if (event.hasProgress()) {
                steps.put(image, event.getProgress().getStep());
            } else if (event.hasFinished()) {
                steps.remove(image);
            }
        }
    }

    /** Returns the report with newer steps where they are known. */
    StatusReport applyTo(StatusReport report) {
        StatusReport.Builder newer = report.toBuilder();
        for (WorkerStatus.Builder worker : newer.getWorkersBuilderList()) {
            for (RunningTask.Builder task : worker.getRunningBuilderList()) {
                Image image = new Image(task.getRequestId(), task.getIndex());
                task.setStep(Math.max(task.getStep(), steps.getOrDefault(image, 0)));
            }
        }
        return newer.build();
    }
}
