package io.omniflow.job.cli.control;

import io.omniflow.job.cli.terminal.Amounts;
import io.omniflow.job.cli.terminal.Stations;
import io.omniflow.job.cli.terminal.Table;
import io.omniflow.v1.CacheStatus;
import io.omniflow.v1.QueueStatus;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.TenantStatus;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The state of a stage for people. */
final class StatusText {

    private static final int SHORT_HASH = 12;

    private StatusText() {}

    static String of(StatusReport report) {
        Table table = new Table("  ");
        table.row("health", report.getHealthy() ? "ok" : "not ok");
        report.getReasonsList().forEach(reason -> table.row("", reason));
        if (report.getPaused()) {
            table.row("paused", "nothing is released until './omniflow resume'");
        }
        if (report.getAsleep()) {
            table.row("asleep", "requests wait until './omniflow model wake'");
        }
        table.row("waiting", waiting(report.getQueuesList()));
        if (report.getTenantsCount() > 0) {
            table.row("by tenant", tenants(report.getTenantsList()));
        }
        report.getWorkersList().forEach(worker -> WorkerText.add(table, worker));
        if (report.getProcessedCount() > 0) {
            table.row("ended", processed(report));
        }
        if (report.getPreemptions() > 0) {
            table.row("preemptions", Long.toString(report.getPreemptions()));
        }
        if (report.hasCache()) {
            table.row("cache", cache(report.getCache()));
        }
        return header(report) + "\n" + table;
    }

    private static String header(StatusReport report) {
        String hash = report.getModelRevision();
        return report.getStage()
                + " (revision "
                + hash.substring(0, Math.min(SHORT_HASH, hash.length()))
                + ", configuration "
                + report.getConfigVersion()
                + ")";
    }

    private static String waiting(List<QueueStatus> queues) {
        return queues.stream().allMatch(queue -> queue.getWaiting() == 0)
                ? "none"
                : queues.stream().map(StatusText::queue).collect(Collectors.joining(", "));
    }

    private static String queue(QueueStatus queue) {
        String name =
                queue.getPriority().name().replaceFirst("^PRIORITY_", "").toLowerCase(Locale.ROOT);
        String oldest =
                queue.getWaiting() == 0 || queue.getOldestWaitMs() == 0
                        ? ""
                        : " (oldest for " + Amounts.duration(queue.getOldestWaitMs()) + ")";
        return queue.getWaiting() + " " + name + oldest;
    }

    private static String tenants(List<TenantStatus> tenants) {
        return tenants.stream()
                .map(
                        tenant ->
                                tenant.getWaiting()
                                        + " "
                                        + (tenant.getTenant().isEmpty()
                                                ? "(no tenant)"
                                                : tenant.getTenant()))
                .collect(Collectors.joining(", "));
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
        if (cache.hasHits() && cache.hasMisses() && cache.getHits() + cache.getMisses() > 0) {
            long looks = cache.getHits() + cache.getMisses();
            text.add("hit rate " + Math.round(100.0 * cache.getHits() / looks) + " %");
        }
        if (cache.hasEntries()) {
            text.add(cache.getEntries() + " entries");
        }
        if (cache.hasBytes()) {
            text.add(Amounts.bytes(cache.getBytes()));
        }
        return text.length() == 0 ? "on" : text.toString();
    }
}
