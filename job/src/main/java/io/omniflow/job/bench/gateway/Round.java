package io.omniflow.job.bench.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What came of some callers who asked one way, each again as soon as it was answered.
 *
 * @param nanos from the first call to the last answer, in nanoseconds
 * @param callsMs how long each call took, in milliseconds
 */
record Round(long nanos, List<Double> callsMs) {

    private static final double NANOS_A_MS = 1e6;

    private static final double NANOS_A_S = 1e9;

    /** Copies the list. */
    Round {
        callsMs = List.copyOf(callsMs);
    }

    /** Has callers ask, as many times together as told, and returns when all are answered. */
    static Round of(Way way, int callers, int requests) {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<CompletableFuture<List<Double>>> calls = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < callers; i++) {
                int own = requests / callers + (i < requests % callers ? 1 : 0);
                calls.add(CompletableFuture.supplyAsync(() -> calls(way, own), threads));
            }
            List<Double> all = new ArrayList<>();
            calls.forEach(each -> all.addAll(each.join()));
            return new Round(System.nanoTime() - start, all);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Double> calls(Way way, int count) {
        List<Double> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            way.ask();
            calls.add((System.nanoTime() - start) / NANOS_A_MS);
        }
        return calls;
    }

    /** Returns how many calls were answered in a second. */
    double perS() {
        return callsMs.size() * NANOS_A_S / nanos;
    }
}
