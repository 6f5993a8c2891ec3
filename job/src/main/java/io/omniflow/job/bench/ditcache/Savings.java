package io.omniflow.job.bench.ditcache;

import io.omniflow.v1.CacheReport.Kind;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the cache spared, reckoned in steps of the device and in processor time of its loop, each as
 * a percentage of what the way without a cache took.
 *
 * @param ceiling what the workload allows
 * @param exactPct what exact hits spared where nothing else was allowed
 * @param approximatePct what was spared besides where neighbours were allowed
 * @param exactLoopPct as the first, by processor time
 * @param approximateLoopPct as the second, by processor time
 * @param mostStepsShare largest share of its steps that a generation was spared by a neighbour
 */
record Savings(
        Ceiling ceiling,
        double exactPct,
        double approximatePct,
        double exactLoopPct,
        double approximateLoopPct,
        double mostStepsShare) {

    private static final double PERCENT = 100;

    /** Reckons; the runs are of the same requests. */
    static Savings of(Ceiling ceiling, WayRun none, WayRun exact, WayRun approximate) {
        double steps = none.stepsTaken();
        double loop = none.loopMs();
        return new Savings(
                ceiling,
                PERCENT * (steps - exact.stepsTaken()) / steps,
                PERCENT * (exact.stepsTaken() - approximate.stepsTaken()) / steps,
                PERCENT * (loop - exact.loopMs()) / loop,
                PERCENT * (exact.loopMs() - approximate.loopMs()) / loop,
                approximate.served().stream()
                        .filter(Served::isApproximate)
                        .mapToDouble(served -> (double) served.stepsReused() / served.steps())
                        .max()
                        .orElse(0));
    }

    /** Returns how much of what was possible exact hits spared; 1 if nothing was. */
    double exactShare() {
        return ceiling.exact() == 0 ? 1 : exactPct / ceiling.exactPct();
    }

    /** Returns the same of neighbours, if each spared as much as the best one did. */
    double approximateShare() {
        double possible = ceiling.nearPct(mostStepsShare);
        return possible == 0 ? 0 : approximatePct / possible;
    }

    /** Counts requests that exchange the colours of an earlier one. */
    static long swapsAsked(WayRun run) {
        return Stream.concat(run.served().stream(), run.swaps().stream())
                .filter(served -> served.request().kind() == RequestKind.SWAP)
                .count();
    }

    /** Counts generations that started from a picture with their own two colours exchanged. */
    static long swapsServed(WayRun run) {
        return served(run, WorkloadRequest::isSwapOf);
    }

    /** Counts generations that started from a picture of another shape or other colours. */
    static long strangersServed(WayRun run) {
        return served(run, (one, neighbour) -> !one.showsTheSameAs(neighbour));
    }

    private static long served(WayRun run, BiPredicate<WorkloadRequest, WorkloadRequest> as) {
        List<Served> all = Stream.concat(run.served().stream(), run.swaps().stream()).toList();
        Map<String, WorkloadRequest> painted = new HashMap<>();
        all.forEach(served -> painted.put(served.fingerprint(), served.request()));
        return all.stream()
                .filter(Served::isApproximate)
                .filter(served -> painted.containsKey(served.source()))
                .filter(served -> as.test(served.request(), painted.get(served.source())))
                .count();
    }

    /**
     * Tells whether every exact hit is, to the byte, a picture that was generated before from
     * noise, and every picture that was shared one that was generated in whatever way.
     */
    static boolean hitsAreEqual(WayRun run) {
        Set<Picture> fromNoise = pictures(run, Served::isMiss);
        Set<Picture> generated = pictures(run, served -> !served.isExact());
        return run.served().stream()
                .filter(Served::isExact)
                .allMatch(
                        hit ->
                                (hit.kind() == Kind.KIND_SHARED ? generated : fromNoise)
                                        .contains(Picture.of(hit)));
    }

    private static Set<Picture> pictures(WayRun run, Predicate<Served> kind) {
        return run.served().stream().filter(kind).map(Picture::of).collect(Collectors.toSet());
    }

    private record Picture(String fingerprint, ByteBuffer bytes) {

        static Picture of(Served served) {
            return new Picture(served.fingerprint(), served.picture());
        }
    }
}
