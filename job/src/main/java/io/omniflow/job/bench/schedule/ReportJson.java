package io.omniflow.job.bench.schedule;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures as JSON: three decimals, and null for what is infinite or does not exist. */
final class ReportJson {

    private ReportJson() {}

    static Map<String, @Nullable Object> of(RunFigures run) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("trace", run.trace());
        json.put("load", round(run.load()));
        json.put("jain", round(run.jain()));
        json.put("utilization", round(run.utilization()));
        json.put("preemptions", run.preemptions());
        json.put("starved", run.starved());
        json.put("high_p95_over_alone", round(run.highP95()));
        json.put("quiet_tenant_p95_change_pct", round(run.quietChangePct()));
        Map<String, @Nullable Object> classes = new LinkedHashMap<>();
        run.groups().forEach((name, figures) -> classes.put(name, of(figures)));
        json.put("classes", classes);
        return json;
    }

    private static Map<String, @Nullable Object> of(GroupFigures figures) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("requests", figures.requests());
        json.put("p50_ms", round(figures.ms().p50()));
        json.put("p95_ms", round(figures.ms().p95()));
        json.put("p99_ms", round(figures.ms().p99()));
        json.put("p50_over_alone", round(figures.slowdown().p50()));
        json.put("p95_over_alone", round(figures.slowdown().p95()));
        json.put("p99_over_alone", round(figures.slowdown().p99()));
        json.put("slo_1_5x_pct", round(figures.slo15()));
        json.put("slo_3x_pct", round(figures.slo3()));
        json.put("slo_5x_pct", round(figures.slo5()));
        json.put("goodput_per_s", round(figures.goodput()));
        json.put("expired", figures.expired());
        json.put("rejected", figures.rejected());
        return json;
    }

    static @Nullable Double round(@Nullable Double value) {
        return value == null || !Double.isFinite(value) ? null : Math.rint(value * 1000) / 1000;
    }
}
