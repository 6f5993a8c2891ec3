package io.omniflow.executor.generation;

import static io.omniflow.executor.generation.WorkerFixture.twin;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.executor.coordination.VerdictEvent;
import io.omniflow.executor.record.SideOutputs;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a worker does about failures of its generations, by their class. */
class WorkerRecoveryTest {

    private static final long LONGEST_MS = 5_000;

    private final WorkerFixture f = WorkerFixture.ready();
    private final GenerationTask task = task("request", Priority.NORMAL);

    @Test
    void whatMayPassIsTriedAgainFromItsStateAndTheResultTellsHowOften() {
        f.worker.obey(f.run(task));
        f.worker.began(task.id());
        f.progress(task.id(), 5);
        fail("the stream was busy");

        assertThat(f.submitted).isEmpty();
        assertThat(f.output.main()).isEmpty();
        f.advanceTo(f.now() + LONGEST_MS);
        assertThat(f.submitted.get(task.id()).from().step()).isEqualTo(5);
        assertThat(f.submitted.get(task.id()).alone()).isFalse();
        f.finish(task.id(), (byte) 1);

        TaskOutcome outcome = f.output.main().get(0);
        assertThat(outcome.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(outcome.attempt()).isEqualTo(1);
        assertThat(outcome.resumedFromStep()).isEqualTo(5);
        assertThat(f.report().counts().completed()).isEqualTo(1);
    }

    @Test
    void triesAreBoundedAlsoAcrossARecovery() throws IOException {
        f.worker.obey(f.run(task));
        fail("busy");
        f.advanceTo(f.now() + LONGEST_MS);
        fail("busy");

        WorkerFixture next = WorkerFixture.restored(f.worker.inFlight(), f.now());
        next.worker.judged(VerdictEvent.NOBODY);
        assertThat(next.submitted).containsOnlyKeys(task.id());
        next.submitted.clear();
        next.worker.failed(task.id(), failure("busy"), next.times());
        assertThat(next.output.main()).isEmpty();
        next.advanceTo(next.now() + LONGEST_MS);
        assertThat(next.submitted).containsOnlyKeys(task.id());
        next.worker.failed(task.id(), failure("busy"), next.times());

        TaskOutcome outcome = next.output.main().get(0);
        assertThat(outcome.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(outcome.error().code()).isEqualTo(ErrorCode.GENERATION_FAILED);
        assertThat(outcome.attempt()).isEqualTo(4);
        assertThat(next.report().running()).isEmpty();
        assertThat(next.output.side(SideOutputs.DEAD_LETTERS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"NOT_FINITE", "INVALID_PROMPT", "WORKER_TIMEOUT"})
    void whatCannotPassFailsAtOnce(ErrorCode code) {
        f.worker.obey(f.run(task));
        f.worker.failed(task.id(), new CoreModuleException(code, "so it is"), f.times());

        assertThat(f.output.main().get(0).error().code()).isEqualTo(code);
        assertThat(f.output.main().get(0).attempt()).isZero();
    }

    @Test
    void whoMayHaveLostTheDeviceRunsAloneNextTime() {
        f.worker.obey(f.run(task));
        fail("CUDA error: device-side assert triggered");
        f.advanceTo(f.now() + LONGEST_MS);

        assertThat(f.submitted.get(task.id()).alone()).isTrue();
    }

    @Test
    void nothingIsTriedPastTheDeadline() {
        f.worker.obey(f.run(task.withDeadline(f.now() + 50)));
        fail("busy");

        assertThat(f.output.main().get(0).status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void whatRestsCanBeCancelledAndSharedAndExpires() {
        GenerationTask follower = twin(task, "follower");
        GenerationTask hurried = twin(task, "hurried").withDeadline(f.now() + 100_000);
        f.worker.obey(f.run(task));
        fail("busy");
        f.worker.obey(f.attach(follower, task.id()));
        f.worker.obey(f.attach(hurried, task.id()));
        f.worker.obey(f.cancel(task));
        assertThat(f.output.main().get(0).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(f.submitted).isEmpty();
        f.worker.obey(f.cancel(follower));
        f.worker.obey(f.cancel(hurried));

        f.advanceTo(f.now() + LONGEST_MS);
        assertThat(f.submitted).isEmpty();
        assertThat(f.output.main()).hasSize(3);
        assertThat(f.report().counts().completed()).isEqualTo(1);
    }

    private void fail(String words) {
        f.submitted.remove(task.id());
        f.worker.failed(task.id(), failure(words), f.times());
    }

    private static CoreModuleException failure(String words) {
        return new CoreModuleException(
                ErrorCode.GENERATION_FAILED, words, new IllegalStateException(words));
    }
}
