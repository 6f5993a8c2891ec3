package io.omniflow.job.bench.ditcache;

import java.util.List;
import java.util.function.Predicate;

/**
 * The workload, replayed one way.
 *
 * @param way how it used the cache
 * @param served what became of the requests, in their order
 * @param swaps what became of further attribute swaps, asked for afterwards
 * @param loopMs processor time of the device loop in milliseconds
 * @param seconds from the first publication to the last result
 * @param stateBytes what the entries in the cache count at the end
 */
record WayRun(
        CacheWay way,
        List<Served> served,
        List<Served> swaps,
        double loopMs,
        double seconds,
        double stateBytes) {

    WayRun {
        served = List.copyOf(served);
        swaps = List.copyOf(swaps);
    }

    long count(Predicate<Served> wanted) {
        return served.stream().filter(wanted).count();
    }

    long stepsTaken() {
        return served.stream().mapToLong(Served::stepsTaken).sum();
    }
}
