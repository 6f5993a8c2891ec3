package io.omniflow.job.cli.control;

import io.omniflow.job.cli.terminal.Table;
import io.omniflow.v1.RunningTask;
import io.omniflow.v1.WorkerStatus;

/** What a worker holds, for people: a row for each image. */
final class WorkerText {

    private WorkerText() {}

    static void add(Table table, WorkerStatus worker) {
        String state =
                worker.getCapacity() == 0
                        ? "loads its model"
                        : "holds " + worker.getRunningCount() + " of " + worker.getCapacity();
        table.row("worker " + worker.getWorker(), state);
        worker.getRunningList().forEach(task -> table.row("", task(task)));
    }

    private static String task(RunningTask task) {
        String step = task.getStep() + "/" + task.getSteps();
        String state =
                switch (task.getState()) {
                    case RUN_STATE_WAITING -> "not begun";
                    case RUN_STATE_PAUSED -> "paused at step " + step;
                    case RUN_STATE_RUNNING, RUN_STATE_UNSPECIFIED, UNRECOGNIZED -> "step " + step;
                };
        return task.getRequestId() + "#" + task.getIndex() + "  " + state;
    }
}
