package io.omniflow.job.bench.schedule;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Figures as tables for a terminal. */
final class ReportTable {

    private static final String HEAD =
            "%-16s %-7s %6s %9s %9s %9s %6s %6s %6s %6s %6s %6s %7s %7s %6s %6s %6s%n";

    private static final String ROW =
            "%-16s %-7s %6d %9.0f %9.0f %9.0f %6.2f %6.2f %6.2f %6.1f %6.1f %6.1f %7.3f %7d %6s %6s"
                    + " %6s%n";

    private ReportTable() {}

    static String of(DeviceSettings settings, List<RunFigures> runs) {
        StringBuilder text = new StringBuilder();
        String title = "";
        for (RunFigures run : runs) {
            String its = title(settings, run);
            if (!its.equals(title)) {
                text.append(String.format("%n%s%n", its)).append(head());
                title = its;
            }
            for (Map.Entry<String, GroupFigures> group : run.groups().entrySet()) {
                text.append(row(run, group.getKey(), group.getValue()));
            }
        }
        return text.append(quiet(runs)).toString();
    }

    private static String title(DeviceSettings settings, RunFigures run) {
        return String.format(
                Locale.ROOT,
                "%s at load %.2f: %d devices, %d slots each, prefetch %d",
                run.trace(),
                run.load(),
                settings.devices(),
                settings.slots(),
                settings.prefetch());
    }

    private static String head() {
        return String.format(
                HEAD, "policy", "class", "number", "p50 ms", "p95 ms", "p99 ms", "p50 x", "p95 x",
                "p99 x", "1.5x %", "3x %", "5x %", "good/s", "expired", "paused", "jain",
                "starved");
    }

    private static String row(RunFigures run, String group, GroupFigures figures) {
        boolean all = group.equals(RunFigures.ALL);
        return String.format(
                Locale.ROOT,
                ROW,
                run.policy(),
                group,
                figures.requests(),
                figures.ms().p50(),
                figures.ms().p95(),
                figures.ms().p99(),
                figures.slowdown().p50(),
                figures.slowdown().p95(),
                figures.slowdown().p99(),
                figures.slo15(),
                figures.slo3(),
                figures.slo5(),
                figures.goodput(),
                figures.expired() + figures.rejected(),
                all ? Long.toString(run.preemptions()) : "",
                all ? String.format(Locale.ROOT, "%.3f", run.jain()) : "",
                all ? Long.toString(run.starved()) : "");
    }

    private static String quiet(List<RunFigures> runs) {
        return runs.stream()
                .filter(run -> run.quietChangePct() != null)
                .map(
                        run ->
                                String.format(
                                        Locale.ROOT,
                                        "%s at load %.2f, %s: the noisy tenant changes the p95 of"
                                                + " the quiet ones by %+.0f %%%n",
                                        run.trace(),
                                        run.load(),
                                        run.policy(),
                                        run.quietChangePct()))
                .collect(Collectors.joining("", String.format("%n"), ""));
    }
}
