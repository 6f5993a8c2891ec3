package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.worker.testing.TestingModel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StepLoopTest {

    private static final StepLoopConfig EVERY_STEP = new StepLoopConfig(3, 0, 0, 0);

    private final RecordingListener recorder = new RecordingListener();
    private StepLoop loop;

    @AfterEach
    void close() {
        if (loop != null) {
            loop.close();
        }
    }

    @Test
    void runsSeveralGenerationsAtOnceEachAtItsOwnStep() {
        start(5, EVERY_STEP);
        List<GenerationTask> tasks = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            tasks.add(task("p" + i, 4 + i, Priority.NORMAL));
        }
        tasks.forEach(this::submit);

        awaitEnded(7);
        for (GenerationTask task : tasks) {
            assertThat(recorder.outputs().get(task.id()).data())
                    .isEqualTo(TestingModel.expectedOutput(task.image()));
        }
        assertThat(recorder.mostAtOnce()).isEqualTo(3);
    }

    @Test
    void resumesFromASnapshotWithTheSameOutput() {
        start(1, EVERY_STEP);
        GenerationTask task = task("a picture", 200, Priority.NORMAL);
        submit(task);
        await().until(() -> loop.snapshot(task.id()).map(Snapshot::step).orElse(0) > 50);
        Snapshot snapshot = loop.snapshot(task.id()).orElseThrow();
        loop.close();
        assertThat(recorder.outputs()).isEmpty();
        recorder.progress().clear();

        start(0, EVERY_STEP);
        loop.submit(new Submission(task.id(), task, snapshot, RunTerms.DEFAULT, 0, false));
        awaitEnded(1);

        assertThat(recorder.outputs().get(task.id()).data())
                .isEqualTo(TestingModel.expectedOutput(task.image()));
        assertThat(recorder.firstStep(task.id())).isGreaterThan(50);
    }

    @Test
    void keepsTheSnapshotOfAnEndedTaskUntilItIsForgotten() {
        start(0, EVERY_STEP);
        GenerationTask task = task("p", 5, Priority.NORMAL);
        submit(task);
        awaitEnded(1);

        assertThat(loop.snapshot(task.id())).isPresent();
        loop.forget(task.id());
        assertThat(loop.snapshot(task.id())).isEmpty();
    }

    @Test
    void onlyTheCulpritFailsWhenABatchThrows() {
        start(1, EVERY_STEP);
        GenerationTask good = task("good", 20, Priority.NORMAL);
        GenerationTask thrower = task(TestingModel.THROW_AT_STEP, 20, Priority.NORMAL);
        GenerationTask failer = task(TestingModel.FAIL_AT_STEP, 20, Priority.NORMAL);
        List.of(good, thrower, failer).forEach(this::submit);

        awaitEnded(3);
        assertThat(recorder.outputs().get(good.id()).data())
                .isEqualTo(TestingModel.expectedOutput(good.image()));
        assertThat(recorder.failures().get(thrower.id()).code())
                .isEqualTo(ErrorCode.GENERATION_FAILED);
        assertThat(recorder.failures().get(thrower.id()))
                .hasMessageContaining("the device said no");
        assertThat(recorder.failures().get(failer.id()).code()).isEqualTo(ErrorCode.NOT_FINITE);
    }

    @Test
    void aTaskThatCannotBeginFailsWithItsOwnCode() {
        start(0, EVERY_STEP);
        GenerationTask task = task(TestingModel.FAIL_AT_BEGIN, 20, Priority.NORMAL);
        submit(task);

        awaitEnded(1);
        assertThat(recorder.failures().get(task.id()).code()).isEqualTo(ErrorCode.INVALID_PROMPT);
    }

    @Test
    void aModelThatCannotBeLoadedBreaksTheLoop() {
        loop =
                new StepLoop(
                        "test",
                        () -> {
                            throw new IllegalStateException("no such bundle");
                        },
                        EVERY_STEP,
                        recorder,
                        Clock.systemUTC());
        loop.start();

        await().until(() -> recorder.broken() != null);
        assertThat(recorder.broken()).hasMessage("no such bundle");
    }

    @Test
    void closingStopsWithinAStepAndReportsNothingMore() {
        start(20, EVERY_STEP);
        submit(task("p", 10_000, Priority.NORMAL));
        await().until(() -> !recorder.progress().isEmpty());
        loop.close();
        int reports = recorder.progress().size();

        assertThat(recorder.broken()).isNull();
        assertThat(recorder.ended()).isEmpty();
        assertThat(recorder.progress()).hasSize(reports);
    }

    private void submit(GenerationTask task) {
        loop.submit(Submission.fresh(task, RunTerms.DEFAULT));
    }

    private void start(long stepMs, StepLoopConfig config) {
        loop =
                new StepLoop(
                        "test",
                        () -> new TestingModel(stepMs),
                        config,
                        recorder,
                        Clock.systemUTC());
        loop.start();
    }

    private void awaitEnded(int tasks) {
        await().atMost(Duration.ofSeconds(20)).until(() -> recorder.ended().size() == tasks);
    }

    private static GenerationTask task(String prompt, int steps, Priority priority) {
        return TestTasks.task(prompt, 32, steps, priority);
    }
}
