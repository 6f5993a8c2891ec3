package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.recovery.FailureClass;
import io.omniflow.core.recovery.Failures;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.worker.testing.TestingGeneration;
import io.omniflow.worker.testing.TestingModel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a loop does when the device has no memory left or is lost. */
class RecoveryTest {

    private final RecordingListener recorder = new RecordingListener();
    private final AtomicInteger loads = new AtomicInteger();
    private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    private StepLoop loop;

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void aBatchThatDoesNotFitIsSplitAndTheNextOnesAreSmaller() {
        start(
                batch -> {
                    if (batch.size() > 2) {
                        throw new IllegalStateException("CUDA out of memory");
                    }
                });
        List<GenerationTask> tasks = submit("a", "b", "c", "d", "e");

        awaitEnded(5);
        assertRight(tasks);
        assertThat(recorder.failures()).isEmpty();
        assertThat(batches.stream().filter(size -> size > 2).count()).isBetween(1L, 3L);
        assertThat(loads).hasValue(1);
    }

    @Test
    void oneThatDoesNotFitAloneFailsAloneAndSaysWhy() {
        start(
                batch -> {
                    if (batch.stream().anyMatch(one -> one.promptStartsWith("huge"))) {
                        throw new OutOfMemoryError("Cannot reserve direct buffer memory");
                    }
                });
        List<GenerationTask> tasks = submit("a", "huge", "b");

        awaitEnded(3);
        assertRight(List.of(tasks.get(0), tasks.get(2)));
        assertThat(recorder.failures()).containsOnlyKeys(tasks.get(1).id());
        assertThat(recorder.failures().get(tasks.get(1).id()).code())
                .isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
        assertThat(Failures.classOf(recorder.failures().get(tasks.get(1).id())))
                .isEqualTo(FailureClass.OUT_OF_MEMORY);
        assertThat(recorder.broken()).isNull();
    }

    @Test
    void afterTheLossOfTheDeviceTheModelIsLoadedAgainAndTheOthersGoOn() {
        AtomicInteger losses = new AtomicInteger();
        start(
                batch -> {
                    boolean meant = batch.get(0).promptStartsWith("unlucky");
                    if (meant && batch.get(0).step() == 5 && losses.getAndIncrement() == 0) {
                        throw new IllegalStateException("CUDA error: device lost");
                    }
                });
        GenerationTask other = TestTasks.task("other", 16, 40, Priority.NORMAL);
        loop.submit(Submission.fresh(other, RunTerms.DEFAULT));
        GenerationTask unlucky = submit("unlucky").get(0);

        awaitEnded(2);
        assertThat(recorder.failures()).containsOnlyKeys(unlucky.id());
        assertThat(Failures.classOf(recorder.failures().get(unlucky.id())))
                .isEqualTo(FailureClass.DEVICE_LOST);
        assertRight(List.of(other));
        assertThat(loads).hasValue(2);
        assertThat(recorder.readies()).isEqualTo(1);
        assertThat(recorder.broken()).isNull();

        loop.submit(Submission.fresh(unlucky, RunTerms.DEFAULT));
        awaitEnded(3);
        assertRight(List.of(unlucky));
    }

    private void start(Consumer<List<TestingGeneration>> fault) {
        loop =
                new StepLoop(
                        "test",
                        () -> {
                            loads.incrementAndGet();
                            return new TestingModel(1)
                                    .before(
                                            batch -> {
                                                batches.add(batch.size());
                                                fault.accept(batch);
                                            });
                        },
                        new StepLoopConfig(8, 0, 0, 0),
                        recorder,
                        Clock.systemUTC());
        loop.start();
    }

    private List<GenerationTask> submit(String... prompts) {
        List<GenerationTask> tasks = new ArrayList<>();
        for (String prompt : prompts) {
            tasks.add(TestTasks.task(prompt, 32, 20, Priority.NORMAL));
        }
        tasks.forEach(task -> loop.submit(Submission.fresh(task, RunTerms.DEFAULT)));
        return tasks;
    }

    private void assertRight(List<GenerationTask> tasks) {
        for (GenerationTask task : tasks) {
            assertThat(recorder.outputs().get(task.id()).data())
                    .isEqualTo(TestingModel.expectedOutput(task.image()));
        }
    }

    private void awaitEnded(int tasks) {
        await().atMost(Duration.ofSeconds(20)).until(() -> recorder.ended().size() == tasks);
    }
}
