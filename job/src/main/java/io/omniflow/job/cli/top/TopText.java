package io.omniflow.job.cli.top;

import io.omniflow.core.request.Priority;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.cli.terminal.Amounts;
import io.omniflow.v1.StatusReport;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/** Says how a job is. */
final class TopText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private static final double GOOD = 0.9;

    private final ZoneId zone;

    TopText(ZoneId zone) {
        this.zone = zone;
    }

    List<Line> of(Snapshot snapshot) {
        List<Line> lines = new ArrayList<>();
        lines.add(header(snapshot));
        snapshot.remarks().forEach(remark -> lines.add(Line.alarm(remark)));
        if (snapshot.cluster().isPresent()) {
            lines.add(Line.plain("results    " + results(snapshot.readings())));
            lines.add(deadlines(snapshot.readings()));
        }
        for (StatusReport stage : snapshot.stages()) {
            lines.add(Line.plain(""));
            lines.addAll(StageText.of(stage, snapshot.readings()));
        }
        return lines;
    }

    private Line header(Snapshot snapshot) {
        String time = TIME.format(Instant.ofEpochMilli(snapshot.timeMs()).atZone(zone));
        return snapshot.cluster().map(cluster -> header(time, cluster)).orElse(Line.title(time));
    }

    private static Line header(String time, Snapshot.Cluster cluster) {
        String text =
                String.format(
                        Locale.ROOT,
                        "%s  %s %s for %s, %s, %s, %d of %d slots free",
                        time,
                        cluster.job().name(),
                        cluster.job().state(),
                        Amounts.duration(cluster.history().ageMs()),
                        count(cluster.history().restarts(), "restart"),
                        count(cluster.overview().taskManagers(), "TaskManager"),
                        cluster.overview().freeSlots(),
                        cluster.overview().slots());
        return cluster.job().state().equals("RUNNING") ? Line.title(text) : Line.alarm(text);
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String results(Readings readings) {
        StringJoiner text = new StringJoiner(", ");
        text.add(whole(readings.sum(OmniMetric.RESULTS, "")));
        readings.rate(OmniMetric.RESULTS, "")
                .ifPresent(rate -> text.add(String.format(Locale.ROOT, "%.1f/s", rate)));
        readings.statistic(OmniMetric.REQUEST_LATENCY, "p50")
                .ifPresent(ms -> text.add("half within " + Amounts.duration(Math.round(ms))));
        readings.statistic(OmniMetric.REQUEST_LATENCY, "p95")
                .ifPresent(ms -> text.add("95 % within " + Amounts.duration(Math.round(ms))));
        return text.toString();
    }

    private static Line deadlines(Readings readings) {
        StringJoiner text = new StringJoiner(", ");
        boolean good = true;
        for (Priority priority : Priority.values()) {
            String name = priority.name().toLowerCase(Locale.ROOT);
            double met = readings.ofLabel(OmniMetric.SLO_MET, name).orElse(0);
            double all = met + readings.ofLabel(OmniMetric.SLO_MISSED, name).orElse(0);
            if (all > 0) {
                text.add(
                        String.format(
                                Locale.ROOT,
                                "%s %.0f of %.0f (%.0f %%)",
                                name,
                                met,
                                all,
                                Math.floor(100 * met / all)));
                good &= met / all >= GOOD;
            }
        }
        String line = "deadlines  " + (text.length() == 0 ? "none yet" : text + " kept");
        return good ? Line.plain(line) : Line.alarm(line);
    }

    private static String whole(OptionalDouble value) {
        return value.isPresent() ? Long.toString(Math.round(value.getAsDouble())) : "-";
    }
}
