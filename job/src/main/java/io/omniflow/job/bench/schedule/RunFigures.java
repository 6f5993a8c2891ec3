package io.omniflow.job.bench.schedule;

import io.omniflow.core.request.Priority;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Figures of one trace at one load under one policy.
 *
 * @param trace name of the trace
 * @param load its load
 * @param policy name of the policy
 * @param groups figures by class (high, normal, low), and of all
 * @param highP95 95th percentile of the slowdown of class high; those that were not completed count
 *     as infinite
 * @param quietChangePct change of the 95th percentile of the completion time of the quiet tenants
 *     by the noisy one, in percent; null without a noisy tenant
 * @param jain fairness over tenants
 * @param utilization part of the time in which the devices computed
 * @param preemptions how often a generation was paused
 * @param starved number that waited until their request timeout or never ended
 * @param outcomes what became of each request
 */
record RunFigures(
        String trace,
        double load,
        String policy,
        Map<String, GroupFigures> groups,
        double highP95,
        @Nullable Double quietChangePct,
        double jain,
        double utilization,
        long preemptions,
        long starved,
        List<Outcome> outcomes) {

    /** Name of the group of all requests. */
    static final String ALL = "all";

    GroupFigures all() {
        return groups.get(ALL);
    }

    /** Computes the figures by class, and of all. */
    static Map<String, GroupFigures> groups(List<Outcome> outcomes, double replayMs) {
        Map<String, GroupFigures> groups = new LinkedHashMap<>();
        Arrays.stream(Priority.values())
                .forEach(
                        priority ->
                                groups.put(
                                        priority.name().toLowerCase(Locale.ROOT),
                                        GroupFigures.of(of(outcomes, priority), replayMs)));
        groups.put(ALL, GroupFigures.of(outcomes, replayMs));
        return groups;
    }

    /** Returns the outcomes of a class. */
    static List<Outcome> of(List<Outcome> outcomes, Priority priority) {
        return outcomes.stream().filter(outcome -> outcome.priority() == priority).toList();
    }
}
