package io.omniflow.job.bench.ditcache;

import io.omniflow.job.bench.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much sooner a known result comes than a generation.
 *
 * @param generationMs milliseconds of generations that are alone
 * @param hitMs milliseconds of exact hits while nothing else is asked for
 * @param queuedMs milliseconds of generations asked for all at once
 * @param queuedHitMs milliseconds of exact hits asked for one by one while those wait
 */
record HitLatency(
        List<Double> generationMs,
        List<Double> hitMs,
        List<Double> queuedMs,
        List<Double> queuedHitMs) {

    private static final int WARM_UP = 3;
    private static final long FIRST_SEED = 1L << 40;

    HitLatency {
        generationMs = List.copyOf(generationMs);
        hitMs = List.copyOf(hitMs);
        queuedMs = List.copyOf(queuedMs);
        queuedHitMs = List.copyOf(queuedHitMs);
    }

    /**
     * Measures with a client of a running job.
     *
     * @param known requests whose results are in the cache
     * @param generations number of pictures that are generated alone, and of those that wait
     */
    static HitLatency measure(ReplayClient client, List<WorkloadRequest> known, int generations) {
        List<WorkloadRequest> alone = fresh(known, "alone", FIRST_SEED, WARM_UP + generations);
        List<Double> generationMs = oneByOne(client, alone, false);
        List<Double> hitMs = oneByOne(client, again(known, "again"), true);
        List<WorkloadRequest> crowd =
                fresh(known, "crowd", FIRST_SEED + alone.size(), 4 * generations);
        List<Double> queued = new ArrayList<>();
        List<Double> hits = new ArrayList<>();
        crowd.forEach(client::publish);
        int answered = 0;
        for (WorkloadRequest request : again(known, "between")) {
            if (answered > crowd.size() / 2) {
                break;
            }
            client.publish(request);
            boolean back = false;
            while (!back) {
                for (Served served : client.take()) {
                    back |= served.request().equals(request);
                    answered += keep(served, queued, hits);
                }
            }
        }
        while (answered < crowd.size()) {
            for (Served served : client.take()) {
                answered += keep(served, queued, hits);
            }
        }
        return new HitLatency(generationMs, hitMs, queued, hits);
    }

    private static int keep(Served served, List<Double> queued, List<Double> hits) {
        boolean hit = served.request().id().startsWith("between");
        (hit ? hits : queued).add(served.latencyMs());
        return hit ? 0 : 1;
    }

    /** Times the generations over the hits, by their medians. */
    double speedup() {
        return median(generationMs) / median(hitMs);
    }

    /** The same while others wait. */
    double queuedSpeedup() {
        return median(queuedMs) / median(queuedHitMs);
    }

    static double median(List<Double> values) {
        return new Quantiles(values).at(0.5);
    }

    private static List<Double> oneByOne(
            ReplayClient client, List<WorkloadRequest> requests, boolean hits) {
        List<Double> ms =
                client.replay(requests, 1, done -> {}).stream()
                        .filter(served -> served.isExact() == hits)
                        .map(Served::latencyMs)
                        .toList();
        if (ms.size() <= WARM_UP) {
            throw new WorkloadException(
                    "only "
                            + ms.size()
                            + " of "
                            + requests.size()
                            + " requests were "
                            + (hits ? "hits" : "generated"));
        }
        return ms.subList(WARM_UP, ms.size());
    }

    private static List<WorkloadRequest> fresh(
            List<WorkloadRequest> known, String id, long firstSeed, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> copy(known.get(i % known.size()), id + i, firstSeed + i))
                .toList();
    }

    private static List<WorkloadRequest> again(List<WorkloadRequest> known, String id) {
        return IntStream.range(0, known.size())
                .mapToObj(i -> copy(known.get(i), id + i, known.get(i).seed()))
                .toList();
    }

    private static WorkloadRequest copy(WorkloadRequest of, String id, long seed) {
        return new WorkloadRequest(
                id,
                RequestKind.UNKNOWN,
                of.id(),
                of.prompt(),
                seed,
                of.guidanceScale(),
                of.scene());
    }
}
