package io.omniflow.job.cli.top;

import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.cli.terminal.Amounts;
import io.omniflow.v1.QueueStatus;
import io.omniflow.v1.RunState;
import io.omniflow.v1.RunningTask;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/** Says how a stage is: its queue, its devices with what they run, its cache. */
final class StageText {

    private static final int BAR = 20;
    private static final double SECOND_MS = 1_000;

    private StageText() {}

    static List<Line> of(StatusReport stage, Readings readings) {
        List<Line> lines = new ArrayList<>();
        lines.add(
                Line.title(
                        stage.getStage()
                                + (stage.getAsleep()
                                        ? " (asleep)"
                                        : stage.getPaused() ? " (paused)" : "")));
        if (!stage.getHealthy()) {
            stage.getReasonsList().forEach(reason -> lines.add(Line.alarm("  " + reason)));
        }
        lines.add(Line.plain("  waiting  " + waiting(stage.getQueuesList())));
        lines.add(Line.plain("  work     " + work(stage, readings)));
        stage.getWorkersList().forEach(worker -> add(lines, worker));
        String cache = cache(stage.getStage() + "-dit-cache", readings);
        if (!cache.isEmpty()) {
            lines.add(Line.plain("  cache    " + cache));
        }
        return lines;
    }

    private static String waiting(List<QueueStatus> queues) {
        StringJoiner text = new StringJoiner(", ");
        for (QueueStatus queue : queues) {
            String name = queue.getPriority().name().replaceFirst("^PRIORITY_", "");
            String oldest =
                    queue.getWaiting() > 0 && queue.getOldestWaitMs() > 0
                            ? " (oldest for " + Amounts.duration(queue.getOldestWaitMs()) + ")"
                            : "";
            text.add(queue.getWaiting() + " " + name.toLowerCase(Locale.ROOT) + oldest);
        }
        return text.length() == 0 ? "none" : text.toString();
    }

    private static String work(StatusReport stage, Readings readings) {
        String operator = stage.getStage() + "-generation";
        OptionalDouble steps = readings.rate(OmniMetric.STEPS_COMPUTED, operator);
        if (steps.isEmpty()) {
            return "-";
        }
        double batches = readings.rate(OmniMetric.BATCHES, operator).orElse(0);
        double computing =
                readings.rate(OmniMetric.COMPUTING_TIME, operator).orElse(0)
                        / Math.max(1, stage.getWorkersCount());
        String rate = String.format(Locale.ROOT, "%.1f steps/s", steps.getAsDouble());
        return batches == 0
                ? rate
                : String.format(
                        Locale.ROOT,
                        "%s in batches of %.1f, devices compute %.0f %% of the time",
                        rate,
                        steps.getAsDouble() / batches,
                        100 * Math.min(1, computing / SECOND_MS));
    }

    private static void add(List<Line> lines, WorkerStatus worker) {
        String state =
                worker.getCapacity() == 0
                        ? "loads its model"
                        : "holds " + worker.getRunningCount() + ", takes " + worker.getCapacity();
        lines.add(Line.plain("  worker " + worker.getWorker() + " " + state));
        worker.getRunningList().forEach(task -> lines.add(Line.plain("    " + task(task))));
    }

    private static String task(RunningTask task) {
        int full = task.getSteps() == 0 ? 0 : BAR * task.getStep() / task.getSteps();
        full = Math.max(0, Math.min(BAR, full));
        String state =
                task.getState() == RunState.RUN_STATE_WAITING
                        ? "not begun"
                        : task.getStep()
                                + "/"
                                + task.getSteps()
                                + (task.getState() == RunState.RUN_STATE_PAUSED ? " paused" : "");
        return String.format(
                Locale.ROOT,
                "%s%s  %-14s  %s#%d",
                "#".repeat(full),
                ".".repeat(BAR - full),
                state,
                task.getRequestId(),
                task.getIndex());
    }

    private static String cache(String operator, Readings readings) {
        double hits = readings.sum(OmniMetric.CACHE_HITS, operator).orElse(Double.NaN);
        double similar = readings.sum(OmniMetric.CACHE_OFFERS, operator).orElse(0);
        double all = hits + similar + readings.sum(OmniMetric.CACHE_MISSES, operator).orElse(0);
        if (Double.isNaN(hits)) {
            return "";
        }
        long bytes = Math.round(readings.sum(OmniMetric.CACHE_BYTES, operator).orElse(0));
        String found =
                all == 0
                        ? "no look-ups"
                        : String.format(
                                Locale.ROOT,
                                "%.0f %% of %.0f look-ups hit, %.0f similar",
                                100 * hits / all,
                                all,
                                similar);
        return String.format(
                Locale.ROOT,
                "%s, %.0f entries, %s",
                found,
                readings.sum(OmniMetric.CACHE_ENTRIES, operator).orElse(0),
                Amounts.bytes(bytes));
    }
}
