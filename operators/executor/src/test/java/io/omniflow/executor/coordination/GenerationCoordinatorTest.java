package io.omniflow.executor.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.WorkerTotals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.MockOperatorCoordinatorContext;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator.SubtaskGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationCoordinatorTest {

    private final Tasks tasks = new Tasks();
    private GenerationCoordinator coordinator = start(null);
    private long sequence;

    @TempDir private Path directory;

    @Test
    void tellsAWorkerWhenItHasAnnouncedItselfAndCanBeReached() {
        report(0, 0, "p");
        assertThat(tasks.events).isEmpty();
        ready(0, 0);
        ready(1, 0);
        report(1, 0, "p");
        report(1, 0, "p");

        assertThat(tasks.events).containsExactly(VerdictEvent.NOBODY, VerdictEvent.NOBODY);
    }

    @Test
    void suspectsSurviveTheResetOfAGlobalFailover() {
        announceBoth(0, "p", "a", "b");
        coordinator.executionAttemptFailed(0, 0, null);
        coordinator.executionAttemptFailed(1, 0, null);
        coordinator.resetToCheckpoint(1, new byte[0]);
        tasks.events.clear();
        announceBoth(1, "q");

        assertThat(tasks.events)
                .hasSize(2)
                .allSatisfy(
                        event ->
                                assertThat(((VerdictEvent) event).suspects())
                                        .isEqualTo(Map.of("a", 1, "b", 1)));
    }

    @Test
    void aWorkerThatSaysItsLastWordLeavesNoSuspects() {
        announceBoth(0, "p", "a", "b");
        coordinator.handleCoordinationRequest(new WorkerClosed(0, 0, "p"));
        coordinator.executionAttemptFailed(0, 0, null);
        coordinator.executionAttemptFailed(1, 0, new IllegalStateException("it was me"));
        coordinator.handleCoordinationRequest(new WorkerClosed(1, 0, "p"));
        tasks.events.clear();
        announceBoth(1, "q");

        assertThat(tasks.events).containsExactly(VerdictEvent.NOBODY, VerdictEvent.NOBODY);
    }

    @Test
    void whatRanWhenEverythingDiedIsFoundInTheFile() throws Exception {
        Path file = directory.resolve("suspects");
        coordinator = start(file.toUri().toString());
        announceBoth(0, "p", "a", "b");
        await().until(() -> text(file).contains("running p b"));
        tasks.events.clear();

        coordinator = start(file.toUri().toString());
        announceBoth(0, "q");
        await().until(() -> tasks.events.size() == 2);
        assertThat(((VerdictEvent) tasks.events.get(0)).suspects())
                .isEqualTo(Map.of("a", 1, "b", 1));
        coordinator.close();
    }

    @Test
    void aJobThatIsEndedInOrderLeavesNothingThatRan() {
        Path file = directory.resolve("suspects");
        coordinator = start(file.toUri().toString());
        announceBoth(0, "p", "a", "b");
        await().until(() -> text(file).contains("running p b"));
        coordinator.close();

        await().until(() -> !text(file).contains("running"));
    }

    @Test
    void workersThatTheStageDoesNotHaveAreNotHeard() {
        report(2, 0, "p");
        ready(2, 0);

        assertThat(tasks.events).isEmpty();
    }

    private static GenerationCoordinator start(@Nullable String file) {
        OperatorID id = new OperatorID();
        GenerationCoordinator coordinator =
                (GenerationCoordinator)
                        new GenerationCoordinator.Provider("shapes", id, file)
                                .create(new MockOperatorCoordinatorContext(id, 2));
        coordinator.start();
        return coordinator;
    }

    private void announceBoth(int attempt, String process, String... running) {
        for (int worker = 0; worker < 2; worker++) {
            ready(worker, attempt);
            report(
                    worker,
                    attempt,
                    process,
                    worker < running.length ? new String[] {running[worker]} : new String[0]);
        }
    }

    private void ready(int worker, int attempt) {
        coordinator.executionAttemptReady(worker, attempt, tasks.gateway(worker));
    }

    private void report(int worker, int attempt, String process, String... running) {
        List<RunningTask> held = Stream.of(running).map(GenerationCoordinatorTest::task).toList();
        SlotReport report =
                new SlotReport(
                        worker,
                        attempt,
                        sequence++,
                        process,
                        new SlotCounts(2, 3, 2, 0, 0, 0),
                        held,
                        List.of(),
                        WorkerTotals.NONE);
        assertThat(coordinator.handleCoordinationRequest(new SlotReportRequest(report)))
                .isCompletedWithValue(null);
    }

    private static RunningTask task(String name) {
        return new RunningTask(
                new TaskId(name, 0),
                List.of(),
                name,
                "k",
                new Shape(8, 8, false),
                RunTerms.NOT_URGENT,
                RunState.RUNNING,
                0,
                4);
    }

    private static String text(Path file) throws Exception {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Keeps what is sent to the workers. */
    private static final class Tasks {

        private final List<OperatorEvent> events = new CopyOnWriteArrayList<>();

        SubtaskGateway gateway(int subtask) {
            return new SubtaskGateway() {
                @Override
                public CompletableFuture<Acknowledge> sendEvent(OperatorEvent event) {
                    events.add(event);
                    return CompletableFuture.completedFuture(Acknowledge.get());
                }

                @Override
                public ExecutionAttemptID getExecution() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int getSubtask() {
                    return subtask;
                }
            };
        }
    }
}
