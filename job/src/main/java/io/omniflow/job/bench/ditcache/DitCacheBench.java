package io.omniflow.job.bench.ditcache;

import io.omniflow.core.cache.ApproximateConfig;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.engine.shapes.ShapeChecker;
import io.omniflow.engine.shapes.ShapeTable;
import io.omniflow.executor.generation.BundleModelFactory;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.bench.BenchStack;
import io.omniflow.job.bench.BundleStage;
import io.omniflow.job.rest.JobManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Replays a workload through Kafka and the whole job: without a cache, with exact hits, and with
 * approximate ones too, each on a fresh cluster. Then measures what a look-up costs.
 */
public final class DitCacheBench {

    static final String MODEL = "shapes";

    /** One processor thread for the model, whatever the machine has. */
    private static final EngineConfig ENGINE = new EngineConfig(false, ComputeType.FLOAT32, 1, 0);

    private static final int GENERATIONS_ALONE = 20;
    private static final int KNOWN = 100;

    /** With those of the committed workload they are more than 500. */
    private static final int MORE_SWAPS = 250;

    private static final double NANOS_A_S = 1e9;

    private final DitCachePlan plan;
    private final Workload workload;
    private final StageConfig stage;
    private final Progress progress;

    /** Is told how much is done. */
    @FunctionalInterface
    public interface Progress {

        /** Requests answered, and requests in all. */
        void show(long done, long all);
    }

    /**
     * Reads the workload.
     *
     * @throws WorkloadException if it cannot be read
     * @throws io.omniflow.core.error.InvalidModelException if the bundle is malformed
     */
    public DitCacheBench(DitCachePlan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
        this.workload = WorkloadFile.read(plan.workload()).first(plan.requests());
        this.stage = BundleStage.of(MODEL, plan.bundle(), plan.slots(), plan.steps());
    }

    /**
     * Measures everything.
     *
     * @throws WorkloadException if a request fails
     */
    public DitCacheFigures run() {
        List<WayRun> runs = new ArrayList<>();
        AtomicReference<HitLatency> latency = new AtomicReference<>();
        for (CacheWay way : CacheWay.values()) {
            runs.add(BenchStack.with(1, stack -> replay(stack, way, latency)));
        }
        LookupFigures lookups = lookups();
        Pictures pictures = new Pictures(ShapeTable.of(plan.bundle()).map(ShapeChecker::new));
        return new DitCacheFigures(workload, runs, pictures, latency.get(), lookups);
    }

    private WayRun replay(BenchStack stack, CacheWay way, AtomicReference<HitLatency> latency) {
        stack.submit(stage(way), false, (stage, engine) -> new BundleModelFactory(stage, ENGINE));
        try (ReplayClient client = new ReplayClient(stack.kafka(), way, plan.similarity())) {
            client.replay(List.of(warmUp()), 1, done -> {});
            LoopClock clock = new LoopClock(MODEL);
            double before = clock.ms();
            long start = System.nanoTime();
            List<Served> served =
                    client.replay(workload.requests(), plan.inFlight(), done -> show(way, done));
            double seconds = (System.nanoTime() - start) / NANOS_A_S;
            double loopMs = clock.ms() - before;
            double bytes = stateBytes(stack);
            if (way == CacheWay.EXACT) {
                latency.set(HitLatency.measure(client, known(served), GENERATIONS_ALONE));
            }
            List<Served> swaps =
                    way == CacheWay.APPROXIMATE
                            ? client.replay(moreSwaps(), plan.inFlight(), done -> {})
                            : List.of();
            return new WayRun(way, served, swaps, loopMs, seconds, bytes);
        }
    }

    /** Latents are kept only where generations may start from them. */
    private StageConfig stage(CacheWay way) {
        if (way != CacheWay.APPROXIMATE) {
            return stage;
        }
        ApproximateConfig similar =
                new ApproximateConfig(
                        true, plan.similarity(), ApproximateConfig.DEFAULT.candidates());
        return new StageConfig(
                stage.model(),
                stage.parallelism(),
                stage.cacheParallelism(),
                stage.slots(),
                stage.prefetch(),
                stage.maxBatchUnits(),
                stage.scheduler(),
                stage.cache().withApproximate(similar));
    }

    private void show(CacheWay way, int done) {
        long all = workload.requests().size();
        progress.show(way.ordinal() * all + done, CacheWay.values().length * all);
    }

    /** Waits for the model and has its first pictures painted. */
    private static WorkloadRequest warmUp() {
        return new WorkloadRequest(
                "warm-up", RequestKind.UNKNOWN, "", "nothing that follows", -1, null, null);
    }

    private static List<WorkloadRequest> known(List<Served> served) {
        return served.stream().filter(Served::isMiss).limit(KNOWN).map(Served::request).toList();
    }

    private List<WorkloadRequest> moreSwaps() {
        return ShapeTable.of(plan.bundle())
                .map(Captions::new)
                .map(captions -> MoreSwaps.of(workload.requests(), captions, MORE_SWAPS))
                .orElse(List.of());
    }

    private static double stateBytes(BenchStack stack) {
        JobManager jobs = JobManager.at(stack.jobManager());
        return jobs.metrics().fresh(jobs.runningJobs().get(0), Duration.ofSeconds(10)).stream()
                .filter(reading -> reading.metric() == OmniMetric.CACHE_BYTES)
                .mapToDouble(reading -> reading.values().getOrDefault("value", Double.NaN))
                .sum();
    }

    private @Nullable LookupFigures lookups() {
        return plan.lookups().seconds() == 0
                ? null
                : BenchStack.inDirectory(
                        directory -> new LookupBench(plan.lookups(), stage).run(directory));
    }
}
