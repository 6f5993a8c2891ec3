package io.omniflow.job.bench.schedule;

import java.util.Collection;
import java.util.List;

/**
 * Figures of a group of requests, such as a class.
 *
 * @param requests number of requests
 * @param ms completion times of those that completed, in milliseconds
 * @param slowdown the same as multiples of the time alone
 * @param slo15 percent of all that completed within 1.5 times the time alone
 * @param slo3 percent within 3 times
 * @param slo5 percent within 5 times
 * @param goodput requests within 3 times, in a second of the replay
 * @param expired number that expired
 * @param rejected number for which the queue was full
 */
record GroupFigures(
        int requests,
        Percentiles ms,
        Percentiles slowdown,
        double slo15,
        double slo3,
        double slo5,
        double goodput,
        long expired,
        long rejected) {

    /** Computes the figures of a group; the replay took the given time. */
    static GroupFigures of(Collection<Outcome> group, double replayMs) {
        List<Outcome> completed = group.stream().filter(Outcome::isCompleted).toList();
        return new GroupFigures(
                group.size(),
                Percentiles.of(completed.stream().mapToDouble(Outcome::totalMs)),
                Percentiles.of(completed.stream().mapToDouble(Outcome::slowdown)),
                attainment(group, 1.5),
                attainment(group, 3),
                attainment(group, 5),
                1000.0 * meeting(group, 3) / replayMs,
                count(group, Outcome.End.EXPIRED),
                count(group, Outcome.End.REJECTED));
    }

    private static double attainment(Collection<Outcome> group, double multiple) {
        return 100.0 * meeting(group, multiple) / group.size();
    }

    private static long meeting(Collection<Outcome> group, double multiple) {
        return group.stream().filter(outcome -> outcome.meets(multiple)).count();
    }

    private static long count(Collection<Outcome> group, Outcome.End end) {
        return group.stream().filter(outcome -> outcome.end() == end).count();
    }
}
