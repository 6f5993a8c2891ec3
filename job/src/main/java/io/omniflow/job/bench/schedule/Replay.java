package io.omniflow.job.bench.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a replay.
 *
 * @param outcomes one for each request, in the order of their ends
 * @param servedMs work done for each tenant until the last arrival, in milliseconds of one device
 *     on which each task runs alone
 * @param preemptions how often a generation was paused
 * @param busyMs time in which devices computed
 * @param endMs when the last request ended, milliseconds from the begin of the trace
 */
record Replay(
        List<Outcome> outcomes,
        Map<String, Double> servedMs,
        long preemptions,
        double busyMs,
        double endMs) {

    /** Copies the collections. */
    Replay {
        outcomes = List.copyOf(outcomes);
        servedMs = Map.copyOf(servedMs);
    }

    /** Puts together the replays of several models, which share no devices. */
    static Replay of(Collection<Replay> replays) {
        List<Outcome> outcomes = new ArrayList<>();
        Map<String, Double> served = new TreeMap<>();
        replays.forEach(
                replay -> {
                    outcomes.addAll(replay.outcomes);
                    replay.servedMs.forEach((k, v) -> served.merge(k, v, Double::sum));
                });
        return new Replay(
                outcomes,
                served,
                replays.stream().mapToLong(Replay::preemptions).sum(),
                replays.stream().mapToDouble(Replay::busyMs).sum(),
                replays.stream().mapToDouble(Replay::endMs).max().orElse(0));
    }
}
