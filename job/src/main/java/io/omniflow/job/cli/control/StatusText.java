package io.omniflow.job.cli.control;

import io.omniflow.job.cli.terminal.Stations;
import io.omniflow.v1.CacheStatus;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.QueueStatus;
import io.omniflow.v1.RunningTask;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.WorkerStatus;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The state of a stage for people. */
final class StatusText {

    private static final int SHORT_HASH = 12;

    private StatusText() {}

    static String of(ControlReply reply) {
        return reply.getOk()
                ? of(reply.getStatus())
                : "refused: "
                        + reply.getError().getMessage()
                        + " ("
                        + reply.getError().getCode()
                        + ")";
    }

    private static String of(StatusReport report) {
        StringJoiner text = new StringJoiner("\n");
        text.add(header(report));
        text.add("  waiting    " + waiting(report.getQueuesList()));
        report.getWorkersList().forEach(worker -> text.add("  " + worker(worker)));
        if (report.getProcessedCount() > 0) {
            text.add("  processed  " + processed(report));
        }
        if (report.hasCache()) {
            text.add("  cache      " + cache(report.getCache()));
        }
        report.getReasonsList().forEach(reason -> text.add("  note       " + reason));
        return text.toString();
    }

    private static String header(StatusReport report) {
        String hash = report.getModelRevision();
        return report.getStage()
                + " (revision "
                + hash.substring(0, Math.min(SHORT_HASH, hash.length()))
                + "): "
                + (report.getHealthy() ? "healthy" : "not healthy");
    }

    private static String waiting(List<QueueStatus> queues) {
        return queues.isEmpty()
                ? "none"
                : queues.stream()
                        .map(q -> q.getWaiting() + " " + name(q))
                        .collect(Collectors.joining(", "));
    }

    private static String name(QueueStatus queue) {
        return queue.getPriority().name().replaceFirst("^PRIORITY_", "").toLowerCase(Locale.ROOT);
    }

    private static String worker(WorkerStatus worker) {
        String running =
                worker.getRunningList().stream()
                        .map(StatusText::task)
                        .collect(Collectors.joining(", "));
        return String.format(
                "worker %-3d %d of %d%s",
                worker.getWorker(),
                worker.getRunningCount(),
                worker.getCapacity(),
                running.isEmpty() ? "" : ": " + running);
    }

    private static String task(RunningTask task) {
        return task.getRequestId()
                + "#"
                + task.getIndex()
                + " step "
                + task.getStep()
                + "/"
                + task.getSteps();
    }

    private static String processed(StatusReport report) {
        return report.getProcessedList().stream()
                .map(p -> p.getCount() + " " + Stations.name(p.getStatus()))
                .collect(Collectors.joining(", "));
    }

    private static String cache(CacheStatus cache) {
        StringJoiner text = new StringJoiner(", ");
        if (cache.hasHits()) {
            text.add(cache.getHits() + " hits");
        }
        if (cache.hasMisses()) {
            text.add(cache.getMisses() + " misses");
        }
        if (cache.hasEntries()) {
            text.add(cache.getEntries() + " entries");
        }
        if (cache.hasBytes()) {
            text.add(cache.getBytes() / 1024 + " KiB");
        }
        return text.length() == 0 ? "on" : text.toString();
    }
}
