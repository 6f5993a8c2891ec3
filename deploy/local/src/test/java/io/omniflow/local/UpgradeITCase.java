package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.job.client.OmniClient;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Status;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A job outlives its JobManager, and goes on in a new jar with more workers. */
@Timeout(600)
class UpgradeITCase {

    private static final int REQUESTS = 6;

    private static final int STEPS = 150;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = InTarget.class)
    private Path directory;

    @Test
    void nothingIsLostOrDoubledByANewJobManagerAndANewJarWithThreeWorkersForOne() throws Exception {
        Figures figures = new Figures();
        LocalCluster cluster =
                LocalCluster.startHighlyAvailable(
                        directory, 1, "-D taskmanager.numberOfTaskSlots=3");
        try (cluster) {
            figures.lap("up");
            String job = cluster.submit(deployment(1));
            FlinkRest rest = cluster.rest();
            awaitRunning(rest, job);
            figures.lap("submitted and running with one worker");
            try (OmniClient client = cluster.connect();
                    Listener listener = new Listener(client)) {
                publish(client);
                awaitCheckpointOfHalfDone(rest, job, listener);
                figures.lap("half-finished generations in a checkpoint");

                replaceJobManager(cluster, job, listener);
                figures.lap("killed the JobManager; the next one has the job at work again");
                cluster.command("stop");
                figures.lap("stopped with a savepoint");
                assertThat(listener.results()).hasSizeLessThan(REQUESTS);
                String next = cluster.submit(deployment(3), newJar());
                awaitRunning(rest, next);
                figures.lap("running from a new jar with three workers");

                assertThat(next).isNotEqualTo(job);
                assertThat(rest.parallelism(next, "generation")).isEqualTo(3);
                assertEachOnce(listener);
                figures.lap(REQUESTS + " results");
            }
        } finally {
            figures.print();
        }
        assertThat(cluster.processes()).isEmpty();
    }

    private static void awaitCheckpointOfHalfDone(FlinkRest rest, String job, Listener listener) {
        await().atMost(Duration.ofSeconds(120)).until(() -> listener.beyondStep(STEPS / 20) >= 2);
        long enough = System.currentTimeMillis();
        await().atMost(Duration.ofSeconds(30)).until(() -> rest.newestCheckpointMs(job) > enough);
    }

    private static void replaceJobManager(LocalCluster cluster, String job, Listener listener) {
        cluster.command("kill-jobmanager");
        cluster.command("start-jobmanager");
        awaitRunning(cluster.rest(), job);
        assertThat(cluster.rest().restores(job)).isEqualTo(1);
        long running = System.currentTimeMillis();
        await().atMost(Duration.ofSeconds(60)).until(() -> listener.lastProgressMs() > running);
    }

    /** While there is no JobManager, asking fails. */
    private static void awaitRunning(FlinkRest rest, String job) {
        await().pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> assertThat(rest.isRunning(job)).isTrue());
    }

    private static void assertEachOnce(Listener listener) {
        await().atMost(Duration.ofSeconds(120)).until(() -> listener.results().size() >= REQUESTS);
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .until(() -> listener.results().size() == REQUESTS);
        List<GenerationResult> results = listener.results();
        assertThat(results).allMatch(result -> result.getStatus() == Status.STATUS_COMPLETED);
        assertThat(results.stream().map(GenerationResult::getRequestId))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, REQUESTS).mapToObj(i -> "r" + i).toList());
        assertThat(results).anyMatch(result -> result.getOutputs(0).getResumedFromStep() > 0);
    }

    private static void publish(OmniClient client) {
        for (int i = 0; i < REQUESTS; i++) {
            client.publish(
                    GenerationRequest.newBuilder()
                            .setId("r" + i)
                            .setModel("shapes")
                            .setPrompt("a small green star on a white background")
                            .setNumInferenceSteps(STEPS)
                            .setSeed(i)
                            .build());
        }
    }

    /** Returns a jar of the job whose bytes are others. */
    private Path newJar() throws IOException {
        Path jar = directory.resolve("omniflow-job-new.jar");
        Files.copy(Repository.file("job/target/omniflow-job.jar"), jar);
        try (FileSystem entries = FileSystems.newFileSystem(jar)) {
            Files.writeString(entries.getPath("META-INF/upgraded"), "yes");
        }
        return jar;
    }

    private Path deployment(int workers) throws IOException {
        return Files.writeString(
                directory.resolve("workers-" + workers + ".yaml"),
                """
                stages:
                  shapes:
                    bundle: %s
                    parallelism: %d
                    slots: 2
                    max-steps: %d
                engine.deterministic: true
                delivery.guarantee: exactly-once
                cache.enabled: false
                checkpoint.snapshot-interval: 200 ms
                execution.checkpointing:
                  interval: 1 s
                  min-pause: 200 ms
                """
                        .formatted(Repository.file("deploy/models/shapes"), workers, STEPS));
    }
}
