package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.config.StageConfig;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.WorkerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A long random history: submit, repeat, reuse, cancel, configure, pause, fail, crash, stop with a
 * savepoint and rescale. At its end everything that was asked is held against all that was said.
 *
 * <p>{@code -Domniflow.history.seconds} says how long it lasts (24), {@code
 * -Domniflow.history.seed} which one it is (the time).
 */
class RandomHistoryITCase {

    private static final int SLOTS = 2;
    private static final long STEP_MS = 10;
    private static final int REMEMBERED_IDS = 500;
    private static final int CACHED = 40;
    private static final long STATE_BYTES = 512 << 10;
    private static final List<Integer> WORKERS = List.of(2, 4, 1);

    /** Acts between two crashes or rescales, in the long histories: seconds. */
    private static final int LONGEST_HALF = 10;

    @TempDir private Path directory;

    @Test
    void everyRequestEndsOnceAndRightly() throws IOException {
        long seed = Long.getLong("omniflow.history.seed", System.currentTimeMillis());
        int seconds = Integer.getInteger("omniflow.history.seconds", 24);
        int rounds = 1 + (seconds - 1) / (2 * LONGEST_HALF * WORKERS.size());
        int phases = rounds * WORKERS.size();
        Duration half = Duration.ofSeconds(seconds).dividedBy(2L * phases);
        System.out.println("omniflow.history.seed=" + seed);
        History history = new History();
        Path files = directory.resolve("cached");
        CacheStorage storage = new CacheStorage(files.toString(), 1);
        try (ScriptedJob job =
                ScriptedJob.start(directory, stage(WORKERS.get(0)), STEP_MS, storage)) {
            HistoryDriver driver = new HistoryDriver(job, history, new Random(seed));
            for (int phase = 0; phase < phases; phase++) {
                if (phase > 0) {
                    lose(files);
                    job.restart(stage(WORKERS.get(phase % WORKERS.size())));
                }
                actFor(half, driver);
                driver.crash();
                actFor(half, driver);
            }
            job.settle();
            System.out.println(driver.crashes() + " crashes, " + job.journal().summary());

            assertThat(HistoryChecker.violations(history, job.journal()))
                    .as("violations with -Domniflow.history.seed=%d", seed)
                    .isEmpty();
            assertIdle(job.status());
            assertEverySlotIsThere(job, WORKERS.get((phases - 1) % WORKERS.size()));
            long bytes = bytes(job.job().stopCanonically(directory));
            System.out.println(bytes + " bytes of state");
            assertThat(bytes).isLessThan(STATE_BYTES);
        }
    }

    /** What was cached until now is made again when it is asked for. */
    private static void lose(Path files) throws IOException {
        assertThat(files).isNotEmptyDirectory();
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void actFor(Duration time, HistoryDriver driver) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            driver.act();
        }
    }

    private static void assertIdle(StatusReport status) {
        assertThat(status.getHealthy()).as("%s", status).isTrue();
        assertThat(ScriptSteps.waiting(status)).isZero();
        assertThat(status.getWorkersList())
                .allSatisfy(worker -> assertThat(worker.getRunningList()).isEmpty())
                .extracting(WorkerStatus::getCapacity)
                .containsOnly(SLOTS);
    }

    /** As many requests as there are slots run at once, and one more waits. */
    private static void assertEverySlotIsThere(ScriptedJob job, int workers) {
        job.configure(Map.of("scheduler.preemption", "false"));
        GenerationRequest[] fill =
                IntStream.range(0, workers * SLOTS)
                        .mapToObj(i -> TestingRequests.low("slot" + i, ScriptedJob.MANY_STEPS))
                        .toArray(GenerationRequest[]::new);
        job.send(fill);
        for (GenerationRequest request : fill) {
            job.awaitStarted(request.getId());
        }
        job.send(TestingRequests.normal("one-too-many", 4));
        job.awaitQueued("one-too-many");
        assertThat(ScriptSteps.waiting(job.status())).isEqualTo(1);
        job.finishAll();
    }

    private static long bytes(Path savepoint) throws IOException {
        try (Stream<Path> files = Files.walk(savepoint)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static StageConfig stage(int workers) {
        DitCacheConfig cache = new DitCacheConfig(true, 1_000_000, CACHED, 3_600_000);
        StageConfig stage = TestingJob.stage(workers, SLOTS, cache);
        return new StageConfig(
                stage.model(),
                workers,
                workers,
                stage.slots(),
                stage.prefetch(),
                stage.scheduler().withRememberedIds(REMEMBERED_IDS, 3_600_000),
                stage.cache());
    }
}
