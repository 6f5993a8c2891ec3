package io.omniflow.job.bench.schedule;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The figures of a bench. Where several runs count, the worst does. */
public final class ScheduleReport {

    private final DeviceSettings settings;

    private final List<RunFigures> runs;

    ScheduleReport(DeviceSettings settings, List<RunFigures> runs) {
        this.settings = settings;
        this.runs = List.copyOf(runs);
    }

    List<RunFigures> runs() {
        return runs;
    }

    /** Returns a table for each trace and load, for people. */
    public String tables() {
        return ReportTable.of(settings, runs);
    }

    /**
     * Draws the figures.
     *
     * @throws TraceException if the file cannot be written
     */
    public void plot(Path file) {
        ReportPlot.write(runs, file);
    }

    /** Returns what goes into the last line of the bench. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>(worst(PolicyCase.COMPOSED));
        Map<String, @Nullable Object> policies = new LinkedHashMap<>();
        runs.stream()
                .map(RunFigures::policy)
                .distinct()
                .forEach(policy -> policies.put(policy, json(policy)));
        json.put("policies", policies);
        return json;
    }

    private Map<String, @Nullable Object> json(String policy) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>(worst(policy));
        json.put("runs", of(policy).map(ReportJson::of).toList());
        return json;
    }

    /** Returns the four figures with a target; null where no run has one. */
    private Map<String, @Nullable Object> worst(String policy) {
        List<RunFigures> own = of(policy).toList();
        List<Double> gains = new ArrayList<>();
        for (RunFigures run : own) {
            fifoOf(run).forEach(fifo -> gains.add(run.all().slo3() - fifo.all().slo3()));
        }
        Map<String, @Nullable Object> figures = new LinkedHashMap<>();
        figures.put(
                "high_p95_over_alone",
                ReportJson.round(
                        own.stream().mapToDouble(RunFigures::highP95).max().orElse(Double.NaN)));
        figures.put(
                "slo3x_gain_over_fifo_points",
                ReportJson.round(
                        gains.stream().mapToDouble(gain -> gain).min().orElse(Double.NaN)));
        figures.put("quiet_tenant_p95_change_pct", ReportJson.round(worstQuietChange(own)));
        figures.put("starved", own.stream().mapToLong(RunFigures::starved).sum());
        return figures;
    }

    private static @Nullable Double worstQuietChange(List<RunFigures> runs) {
        return runs.stream()
                .map(RunFigures::quietChangePct)
                .filter(Objects::nonNull)
                .max(Double::compare)
                .orElse(null);
    }

    private Stream<RunFigures> of(String policy) {
        return runs.stream().filter(run -> run.policy().equals(policy));
    }

    private Stream<RunFigures> fifoOf(RunFigures run) {
        return of(PolicyCase.FIFO)
                .filter(fifo -> fifo.trace().equals(run.trace()) && fifo.load() == run.load());
    }
}
