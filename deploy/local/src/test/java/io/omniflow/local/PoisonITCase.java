package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.job.client.OmniClient;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Status;
import io.omniflow.worker.testing.TestingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A request kills every process that runs it, until it is no longer run. */
@Timeout(600)
class PoisonITCase {

    private static final int TASK_MANAGERS = 2;

    private static final int STEPS = 60;

    private static final long SEED = 40;

    private static final String POISON = "poison";

    private static final List<String> NEIGHBOURS =
            IntStream.range(0, 3).mapToObj(i -> "neighbour-" + i).toList();

    /** A dead TaskManager is known to be dead by then, so that no attempt is made on it in vain. */
    private static final String BACKOFF =
            "-D heartbeat.interval=300ms"
                    + " -D restart-strategy.exponential-delay.initial-backoff=8s"
                    + " -D restart-strategy.exponential-delay.backoff-multiplier=1.1";

    private int died;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = InTarget.class)
    private Path directory;

    @Test
    void thePoisonIsQuarantinedAndItsNeighboursComplete() throws Exception {
        Figures figures = new Figures();
        LocalCluster cluster = LocalCluster.start(directory, TASK_MANAGERS, BACKOFF);
        try (cluster) {
            figures.lap("up");
            String job = submit(cluster);
            FlinkRest rest = cluster.rest();
            await().atMost(Duration.ofSeconds(120)).until(() -> rest.isRunning(job));
            figures.lap("submitted and running");
            try (OmniClient client = cluster.connect();
                    Listener listener = new Listener(client);
                    DeadLetters letters = new DeadLetters(cluster.bootstrapServers())) {
                NEIGHBOURS.forEach(id -> publish(client, id, "picture " + id));
                publish(client, POISON, TestingModel.HALT_AT_STEP);
                awaitResults(cluster, listener, NEIGHBOURS.size() + 1);
                figures.lap("all results");
                int restarts = rest.restarts(job);
                figures.note("restarts " + restarts);

                assertQuarantined(results(listener).get(POISON));
                NEIGHBOURS.forEach(id -> assertRight(id, results(listener).get(id)));
                await().pollInSameThread()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> letters.codes(POISON).equals(List.of("POISON")));
                assertThat(died).as("processes that the poison has killed").isEqualTo(2);
                assertThat(restarts).isBetween(2, 3);

                publish(client, "later", "picture later");
                awaitResults(cluster, listener, NEIGHBOURS.size() + 2);
                assertRight("later", results(listener).get("later"));
                assertThat(rest.restarts(job)).as("the job has settled").isEqualTo(restarts);
                figures.lap("one more");
            }
        } finally {
            figures.print();
        }
        assertThat(cluster.processes()).isEmpty();
    }

    private String submit(LocalCluster cluster) throws IOException {
        return new FlinkClient(directory)
                .submit(
                        FaultyJob.class,
                        List.of(FaultyJob.class, TestingModel.class),
                        deployment().toString(),
                        cluster.bootstrapServers());
    }

    /** Waits for results, and starts a TaskManager for each that dies, as an orchestrator would. */
    private void awaitResults(LocalCluster cluster, Listener listener, int count) {
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(300))
                .until(
                        () -> {
                            if (taskManagers(cluster) < TASK_MANAGERS) {
                                died++;
                                cluster.command("start-taskmanager");
                            }
                            return listener.results().size() >= count;
                        });
    }

    private static long taskManagers(LocalCluster cluster) {
        return cluster.processes().stream()
                .filter(
                        process ->
                                process.info()
                                        .commandLine()
                                        .orElse("")
                                        .contains("TaskManagerRunner"))
                .count();
    }

    /** Returns the results by id; each is there once. */
    private static Map<String, GenerationResult> results(Listener listener) {
        return listener.results().stream()
                .collect(Collectors.toMap(GenerationResult::getRequestId, result -> result));
    }

    private static void assertQuarantined(GenerationResult result) {
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_FAILED);
        assertThat(result.getError().getCode()).isEqualTo("POISON");
    }

    private static void assertRight(String id, GenerationResult result) {
        assertThat(result.getStatus()).as("%s", result).isEqualTo(Status.STATUS_COMPLETED);
        assertThat(result.getOutputs(0).getData().toByteArray())
                .isEqualTo(
                        TestingModel.expectedOutput(
                                new GenerationParams("picture " + id, "", 64, 64, STEPS, 1, SEED)));
    }

    private static void publish(OmniClient client, String id, String prompt) {
        client.publish(
                GenerationRequest.newBuilder()
                        .setId(id)
                        .setModel("shapes")
                        .setPrompt(prompt)
                        .setNumInferenceSteps(STEPS)
                        .setSeed(SEED)
                        .build());
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
                kafka.create-topics: true
                delivery.guarantee: exactly-once
                delivery.offload-directory: %s
                execution.checkpointing:
                  interval: 1 s
                  min-pause: 200 ms
                """
                        .formatted(
                                Repository.file("deploy/models/shapes"),
                                directory.resolve("offload").toUri()));
    }
}
