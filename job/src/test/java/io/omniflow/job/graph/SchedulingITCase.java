package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.executor.generation.StepModelFactory;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Priority;
import io.omniflow.v1.Status;
import io.omniflow.worker.testing.TestingModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full queue before slow workers: order, checkpoints, spread. */
class SchedulingITCase {

    private static final int LOW = 300;
    private static final int STEPS = 4;
    private static final long STEP_MS = 250;

    @TempDir Path directory;

    @Test
    void aLateHighRequestStartsWithinOneFreedSlotWhileCheckpointsComplete() throws Exception {
        try (TestingJob job = TestingJob.start(directory)) {
            job.submit(
                    TestingJob.stage(2, 2, DitCacheConfig.DEFAULT),
                    models(directory.resolve("hurry")),
                    null);
            job.send(
                    IntStream.range(0, LOW)
                            .mapToObj(i -> request("low" + i, Priority.PRIORITY_LOW))
                            .toArray(GenerationRequest[]::new));
            job.kafka().readAll(TestingJob.EVENTS, LOW);
            long checkpoints = job.checkpoints();
            job.send(request("high", Priority.PRIORITY_HIGH));
            await().atMost(TestingJob.PATIENCE).until(() -> hasResult(job, "high"));

            assertThat(startedBetweenQueuedAndStarted("high", job.events())).isLessThanOrEqualTo(1);
            await().atMost(TestingJob.PATIENCE).until(() -> job.checkpoints() >= checkpoints + 4);
            assertThat(job.results()).as("the queue was full all the time").hasSizeLessThan(LOW);

            Files.createFile(directory.resolve("hurry"));
            assertThat(job.awaitResults(LOW + 1).values())
                    .extracting(GenerationResult::getStatus)
                    .containsOnly(Status.STATUS_COMPLETED);
            assertEvenSpread(job.events());
        }
    }

    private static StepModelFactory models(Path hurry) {
        String path = hurry.toString();
        return () -> new TestingModel(STEP_MS, Path.of(path));
    }

    private static boolean hasResult(TestingJob job, String id) {
        return job.results().stream().anyMatch(result -> result.getRequestId().equals(id));
    }

    private static void assertEvenSpread(List<GenerationEvent> events) {
        Map<Integer, Long> byWorker =
                events.stream()
                        .filter(GenerationEvent::hasStarted)
                        .collect(
                                Collectors.groupingBy(
                                        event -> event.getStarted().getWorker(),
                                        Collectors.counting()));
        assertThat(byWorker).hasSize(2);
        assertThat(byWorker.get(0)).isBetween(LOW * 4L / 10, LOW * 6L / 10);
    }

    private static long startedBetweenQueuedAndStarted(String id, List<GenerationEvent> events) {
        long queued = timeOf(id, events.stream().filter(GenerationEvent::hasQueued).toList());
        long started = timeOf(id, events.stream().filter(GenerationEvent::hasStarted).toList());
        return events.stream()
                .filter(GenerationEvent::hasStarted)
                .filter(event -> !event.getRequestId().equals(id))
                .filter(event -> event.getTimeMs() - STEP_MS * 2 > queued)
                .filter(event -> event.getTimeMs() < started)
                .count();
    }

    private static long timeOf(String id, List<GenerationEvent> events) {
        return events.stream()
                .filter(event -> event.getRequestId().equals(id))
                .findFirst()
                .orElseThrow()
                .getTimeMs();
    }

    private static GenerationRequest request(String id, Priority priority) {
        return GenerationRequest.newBuilder()
                .setId(id)
                .setModel(TestingJob.MODEL)
                .setPrompt("picture " + id)
                .setNumInferenceSteps(STEPS)
                .setPriority(priority)
                .build();
    }
}
