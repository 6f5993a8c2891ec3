package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.job.logging.LogCapture;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import io.omniflow.v1.Status;
import io.omniflow.worker.testing.TestingModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step that never returns: the others go on, the one that hangs alone is given up. */
class HangITCase {

    private static final int SLOTS = 3;
    private static final int STEPS = 30;

    @TempDir private Path directory;

    @Test
    void onlyTheRequestWhoseStepHangsAloneFails() {
        try (LogCapture log = LogCapture.start();
                ScriptedJob job = ScriptedJob.start(directory, stage(), 50)) {
            List<GenerationRequest> others =
                    List.of(
                            TestingRequests.normal("other0", STEPS),
                            TestingRequests.normal("other1", STEPS));
            GenerationRequest hanging =
                    TestingRequests.one("hanging", Priority.PRIORITY_NORMAL, STEPS)
                            .setPrompt(TestingModel.HANG_AT_STEP)
                            .build();
            job.send(others.get(0), hanging, others.get(1));

            for (GenerationRequest other : others) {
                TestingRequests.assertRight(other, job.awaitResult(other.getId()));
            }
            TestingRequests.assertEnded(
                    job.awaitResult("hanging"), Status.STATUS_FAILED, "WORKER_TIMEOUT");
            GenerationRequest later = TestingRequests.normal("later", STEPS);
            job.send(later);
            TestingRequests.assertRight(later, job.awaitResult("later"));

            // What hung returns now; nobody waits for it any more.
            job.settle();
            assertThat(job.journal().answered())
                    .hasSize(4)
                    .allSatisfy(id -> assertThat(job.journal().results(id)).hasSize(1));
            assertThat(job.job().restores()).as("restarts").isZero();
            assertThat(log.leaks(TestingModel.HANG_AT_STEP)).isEmpty();
            assertThat(log.of("hanging"))
                    .filteredOn(LogCapture.Line::isUsual)
                    .extracting(line -> line.logger().replaceAll(".*\\.", ""))
                    .contains("LoopThreads", "Endings");
        }
    }

    private static StageConfig stage() {
        StageConfig stage = TestingJob.stage(1, SLOTS, DitCacheConfig.DEFAULT);
        return new StageConfig(
                stage.model(),
                stage.parallelism(),
                stage.cacheParallelism(),
                stage.slots(),
                stage.prefetch(),
                stage.scheduler().with(Map.of("scheduler.worker-timeout", "5 s")),
                stage.cache());
    }
}
