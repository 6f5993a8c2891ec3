package io.omniflow.local;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.omniflow.job.client.OmniClient;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.GetStatus;
import io.omniflow.v1.Status;
import io.omniflow.v1.StatusReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A TaskManager dies in mid-generation, and nobody who waits for a picture notices. */
@Timeout(600)
class LocalClusterE2EITCase {

    private static final int REQUESTS = 8;

    private static final int STEPS = 200;

    private static final List<String> SHAPES = List.of("circle", "square", "triangle", "star");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = InTarget.class)
    private Path directory;

    @Test
    void resultsAreCommittedOnceAndTheSameThoughATaskManagerIsKilled() throws Exception {
        Figures figures = new Figures();
        LocalCluster cluster = LocalCluster.start(directory, 2, "");
        try (cluster) {
            figures.lap("up");
            String job = cluster.submit(deployment());
            FlinkRest rest = cluster.rest();
            await().atMost(Duration.ofSeconds(120)).until(() -> rest.isRunning(job));
            figures.lap("submitted and running");
            try (OmniClient client = cluster.connect();
                    Listener listener = new Listener(client)) {
                Map<String, GenerationResult> disturbed =
                        disturbed(cluster, job, client, listener, figures);
                figures.lap("8 results, with a kill");
                Map<String, GenerationResult> undisturbed = undisturbed(client, listener);
                figures.lap("8 results, undisturbed");

                assertThat(disturbed.values())
                        .anyMatch(r -> r.getOutputs(0).getResumedFromStep() > 0);
                assertThat(undisturbed.values())
                        .allMatch(r -> r.getOutputs(0).getResumedFromStep() == 0);
                assertThatNothingIsReused(client, undisturbed);
                for (int i = 0; i < REQUESTS; i++) {
                    assertThat(picture(disturbed.get("kill-" + i)))
                            .as("picture %d", i)
                            .isEqualTo(picture(undisturbed.get("quiet-" + i)));
                }
                figures.note(
                        "resumed from steps "
                                + disturbed.values().stream()
                                        .map(r -> r.getOutputs(0).getResumedFromStep())
                                        .sorted()
                                        .toList());
            }
        } finally {
            figures.print();
        }
        assertThat(cluster.processes()).isEmpty();
    }

    /** Kills a TaskManager that computes, when checkpoints hold half-finished generations. */
    private static Map<String, GenerationResult> disturbed(
            LocalCluster cluster,
            String job,
            OmniClient client,
            Listener listener,
            Figures figures) {
        FlinkRest rest = cluster.rest();
        publish(client, "kill-");
        await().atMost(Duration.ofSeconds(120)).until(() -> listener.beyondStep(STEPS / 20) >= 3);
        long enough = System.currentTimeMillis();
        await().atMost(Duration.ofSeconds(30)).until(() -> rest.newestCheckpointMs(job) > enough);
        figures.lap("half-finished generations in a checkpoint");
        assertThat(listener.results()).as("results before the kill").hasSizeLessThan(REQUESTS);
        List<String> workers = rest.taskManagersOf(job, "generation");
        assertThat(workers).hasSize(2);
        cluster.command("kill-taskmanager", workers.get(0).replace("taskmanager-", ""));
        long killed = System.currentTimeMillis();
        figures.lap("killed " + workers.get(0));
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(30))
                .until(() -> !rest.isRunning(job));
        figures.lap("loss detected");
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(120))
                .until(() -> rest.isRunning(job));
        figures.lap("all tasks run again");
        long running = System.currentTimeMillis();
        await().atMost(Duration.ofSeconds(120)).until(() -> listener.lastProgressMs() > running);
        figures.lap("next step");
        assertThat(rest.taskManagersOf(job, "generation")).doesNotContain(workers.get(0));
        figures.note(
                "from the kill to the next step: " + (listener.lastProgressMs() - killed) + " ms");
        return results(listener, "kill-");
    }

    private static Map<String, GenerationResult> undisturbed(OmniClient client, Listener listener) {
        publish(client, "quiet-");
        return results(listener, "quiet-");
    }

    /** Without its topic the cache is off, and the job says so. */
    private static void assertThatNothingIsReused(
            OmniClient client, Map<String, GenerationResult> repeated) {
        assertThat(repeated.values())
                .allMatch(r -> r.getOutputs(0).getCache().getKind() == CacheReport.Kind.KIND_NONE);
        ControlCommand command =
                ControlCommand.newBuilder()
                        .setCommandId("status")
                        .setGetStatus(GetStatus.newBuilder())
                        .build();
        StatusReport status =
                client.ask(List.of(command), false, Duration.ofSeconds(30)).get(0).getStatus();
        assertThat(status.getHealthy()).as("%s", status).isTrue();
        assertThat(status.getReasonsList()).anyMatch(reason -> reason.contains("cache is off"));
        assertThat(status.hasCache()).isFalse();
    }

    private static void publish(OmniClient client, String prefix) {
        for (int i = 0; i < REQUESTS; i++) {
            client.publish(
                    GenerationRequest.newBuilder()
                            .setId(prefix + i)
                            .setModel("shapes")
                            .setPrompt("a big red " + SHAPES.get(i % 4) + " on a blue background")
                            .setNumInferenceSteps(STEPS)
                            .setSeed(1000 + i)
                            .build());
        }
    }

    /** Returns the results by id, when all are there and two more checkpoints added none. */
    private static Map<String, GenerationResult> results(Listener listener, String prefix) {
        await().atMost(Duration.ofSeconds(300))
                .until(() -> of(listener, prefix).size() >= REQUESTS);
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> of(listener, prefix).size() == REQUESTS);
        List<GenerationResult> results = of(listener, prefix);
        assertThat(results).allMatch(r -> r.getStatus() == Status.STATUS_COMPLETED);
        assertThat(results.stream().map(GenerationResult::getRequestId))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, REQUESTS).mapToObj(i -> prefix + i).toList());
        return results.stream().collect(toMap(GenerationResult::getRequestId, r -> r));
    }

    private static List<GenerationResult> of(Listener listener, String prefix) {
        return listener.results().stream()
                .filter(result -> result.getRequestId().startsWith(prefix))
                .toList();
    }

    private static ByteString picture(GenerationResult result) {
        ByteString picture = result.getOutputs(0).getData();
        assertThat(picture.size()).isPositive();
        return picture;
    }

    private Path deployment() throws IOException {
        return Files.writeString(
                directory.resolve("omniflow.yaml"),
                """
                stages:
                  shapes:
                    bundle: %s
                    parallelism: 2
                    slots: 2
                    max-steps: %d
                engine.deterministic: true
                delivery.guarantee: exactly-once
                cache.topic: false
                checkpoint.snapshot-interval: 200 ms
                execution.checkpointing:
                  interval: 1 s
                  min-pause: 200 ms
                """
                        .formatted(Repository.file("deploy/models/shapes"), STEPS));
    }
}
