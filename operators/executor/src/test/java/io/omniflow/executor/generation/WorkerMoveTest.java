package io.omniflow.executor.generation;

import static io.omniflow.executor.generation.WorkerFixture.twin;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Generations that are tried again on another worker. */
class WorkerMoveTest {

    private static final long LONGEST_MS = 5_000;
    private static final String LOST = "CUDA error: device lost";
    private static final String FULL = "CUDA out of memory";

    private final WorkerFixture f = WorkerFixture.oneOfTwo();
    private final GenerationTask task = task("request", Priority.NORMAL);

    @Test
    void afterTheLossOfItsDeviceAGenerationGoesOnOnAnotherWorkerAtItsStep() {
        InFlight moved = giveUp(LOST);
        assertThat(moved.snapshot().step()).isEqualTo(5);
        f.worker.obey(answer(moved, task.id()));

        assertThat(f.worker.isIdle()).isTrue();
        assertThat(f.output.main()).isEmpty();
        assertThat(f.report().counts().completed()).isEqualTo(1);

        WorkerFixture other = WorkerFixture.oneOfTwo();
        other.worker.obey(new WorkerCommand.Take(moved.movedTo(0)));
        assertThat(other.submitted.get(task.id()).from().step()).isEqualTo(5);
        other.finish(task.id(), (byte) 1);
        TaskOutcome outcome = other.output.main().get(0);
        assertThat(outcome.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(outcome.attempt()).isEqualTo(1);
        assertThat(outcome.resumedFromStep()).isEqualTo(5);
        assertThat(other.report().counts().completed()).isEqualTo(1);
    }

    @Test
    void aShortageOfMemoryIsTriedHereFirstAndElsewhereThen() {
        f.worker.obey(f.run(task));
        fail(FULL);
        rest();
        assertThat(f.givenUp).isEmpty();
        assertThat(f.submitted).containsOnlyKeys(task.id());
        fail(FULL);
        rest();

        assertThat(f.givenUp).isNotEmpty();
        assertThat(f.submitted).isEmpty();
        assertThat(f.givenUp.get(0).retries()).isEqualTo(2);
    }

    @Test
    void withNoRoomElsewhereItIsTriedHere() {
        InFlight asked = giveUp(LOST);
        f.worker.obey(answer(asked));

        assertThat(f.submitted.get(task.id()).from().step()).isEqualTo(5);
        f.worker.obey(answer(asked));
        f.finish(task.id(), (byte) 1);
        assertThat(f.output.main()).hasSize(1);
    }

    @Test
    void whatIsTooLargeToMoveIsTriedHere() {
        f.sendable = false;
        f.worker.obey(f.run(task));
        fail(LOST);
        rest();

        assertThat(f.submitted).containsOnlyKeys(task.id());
    }

    @Test
    void theQuestionIsRepeatedUntilItIsAnswered() {
        InFlight asked = giveUp(LOST);
        int before = f.givenUp.size();
        f.advanceTo(f.now() + 1_000);
        assertThat(f.givenUp).hasSizeGreaterThan(before);

        f.worker.obey(answer(asked, task.id()));
        int answered = f.givenUp.size();
        f.advanceTo(f.now() + 10_000);
        assertThat(f.givenUp).hasSize(answered);
    }

    @Test
    void whoJoinsBeforeTheAnswerStaysAndRunsHere() {
        InFlight asked = giveUp(LOST);
        GenerationTask late = twin(task, "late");
        f.worker.obey(f.attach(late, task.id()));
        f.worker.obey(answer(asked, task.id()));

        assertThat(f.submitted).hasSize(1);
        f.finish(task.id(), (byte) 1);
        assertThat(f.output.main()).extracting(TaskOutcome::task).containsExactly(late);
    }

    @Test
    void aDeadlineThatPassesBeforeTheAnswerHoldsOnlyForWhatStays() {
        GenerationTask hurried = task.withDeadline(f.now() + 20_000);
        f.worker.obey(f.run(hurried));
        fail(LOST);
        rest();
        f.advanceTo(f.now() + 30_000);
        assertThat(f.output.main()).isEmpty();

        f.worker.obey(answer(f.givenUp.get(0)));
        assertThat(f.output.main())
                .extracting(TaskOutcome::status)
                .containsExactly(TaskStatus.EXPIRED);
        assertThat(f.worker.isIdle()).isTrue();
    }

    @Test
    void whatIsCancelledBeforeTheAnswerEndsHere() {
        InFlight asked = giveUp(LOST);
        f.worker.obey(f.cancel(task));
        f.worker.obey(answer(asked));

        assertThat(f.output.main())
                .extracting(TaskOutcome::status)
                .containsExactly(TaskStatus.CANCELLED);
        assertThat(f.submitted).isEmpty();
    }

    private InFlight giveUp(String words) {
        f.worker.obey(f.run(task));
        f.worker.began(task.id());
        f.progress(task.id(), 5);
        fail(words);
        rest();
        assertThat(f.submitted).isEmpty();
        return f.givenUp.get(0);
    }

    private void rest() {
        f.advanceTo(f.now() + LONGEST_MS);
    }

    private WorkerCommand.GivenUp answer(InFlight asked, TaskId... moved) {
        return new WorkerCommand.GivenUp(
                asked.task().id(), asked.retries(), List.of(moved), asked.run().cacheKey(), 0);
    }

    private void fail(String words) {
        f.submitted.remove(task.id());
        f.worker.failed(
                task.id(),
                new CoreModuleException(
                        ErrorCode.GENERATION_FAILED, words, new IllegalStateException(words)),
                f.times());
    }
}
