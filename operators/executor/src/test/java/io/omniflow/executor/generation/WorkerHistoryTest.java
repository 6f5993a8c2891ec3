package io.omniflow.executor.generation;

import static io.omniflow.executor.testing.Tasks.sharing;
import static io.omniflow.executor.testing.Tasks.task;
import static io.omniflow.executor.testing.Tasks.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.executor.coordination.VerdictEvent;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.worker.Submission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of releases, attachments, cache hits, cancels, ends, pauses and restores. After
 * every step the worker must hold exactly the tasks that were sent and have not ended, each must
 * have at most one outcome, and slots must be conserved; at the end each must have one.
 */
class WorkerHistoryTest {

    private static final int STEPS = 300;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyTaskEndsOnceAndSlotsAreConserved(long seed) throws IOException {
        History history = new History(new Random(seed));
        for (int i = 0; i < STEPS; i++) {
            history.step();
            history.check();
        }
        history.drain();
        history.check();
        history.checkTheEnd();
    }

    private static final class History {

        private final Random random;
        private final Map<TaskId, GenerationTask> sent = new HashMap<>();
        private final List<WorkerCommand> sinceSnapshot = new ArrayList<>();
        private final Map<TaskId, Long> notBefore = new HashMap<>();
        private final Set<TaskId> lateEnds = new HashSet<>();
        private WorkerFixture f = WorkerFixture.ready();
        private List<InFlight> snapshot = List.of();
        private List<TaskOutcome> outputAtSnapshot = List.of();
        private Set<TaskId> sentAtSnapshot = Set.of();
        private long slotted;
        private int names;

        History(Random random) {
            this.random = random;
        }

        void step() throws IOException {
            f.advanceTo(f.now() + random.nextInt(40));
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> obey(run());
                case 3, 4 -> obey(attach());
                case 5 -> obey(cancel());
                case 6 -> obey(slotReturn());
                case 7 -> begin();
                case 8 -> pauseOrResume();
                case 9, 10 -> finish();
                case 11 -> fail();
                case 12 -> takeSnapshot();
                default -> restoreSometimes();
            }
        }

        private void obey(WorkerCommand command) {
            sinceSnapshot.add(command);
            count(command);
            Set<TaskId> before = ended();
            f.worker.obey(command);
            if (command instanceof WorkerCommand.Cancel cancel
                    && sent.containsKey(cancel.id())
                    && !before.contains(cancel.id())) {
                assertThat(outcome(cancel.id()).status()).isEqualTo(TaskStatus.CANCELLED);
            }
        }

        private void count(WorkerCommand command) {
            if (command instanceof WorkerCommand.Run run) {
                sent.put(run.task().id(), run.task());
                slotted += run.slotted() ? 1 : 0;
            } else if (command instanceof WorkerCommand.Attach attach) {
                sent.put(attach.run().task().id(), attach.run().task());
            } else if (command instanceof WorkerCommand.SlotReturn) {
                slotted++;
            }
        }

        private WorkerCommand run() {
            RunTerms terms = random.nextInt(4) == 0 ? WorkerFixture.URGENT : RunTerms.DEFAULT;
            return f.run(fresh(), random.nextInt(5) > 0, terms);
        }

        private WorkerCommand attach() {
            GenerationTask task = fresh();
            WorkerCommand.Attach attach = f.attach(task, any(sent.keySet()));
            long notBeforeMs = random.nextInt(3) > 0 ? 0 : f.now() - random.nextInt(200);
            notBefore.put(task.id(), notBeforeMs);
            return new WorkerCommand.Attach(
                    WorkerFixture.notBefore(attach.run(), notBeforeMs), attach.leader());
        }

        private WorkerCommand cancel() {
            TaskId id = any(sent.keySet());
            return new WorkerCommand.Cancel(id, "k", 0);
        }

        private WorkerCommand slotReturn() {
            return new WorkerCommand.SlotReturn(newId(), "k", 0);
        }

        private GenerationTask fresh() {
            GenerationTask like = task("content" + random.nextInt(6), Priority.NORMAL);
            long deadline = random.nextInt(4) == 0 ? f.now() + 1 + random.nextInt(400) : 0;
            GenerationTask task = WorkerFixture.twin(like, newId().requestId());
            String tenant = "t" + random.nextInt(2);
            return sharing(task.withDeadline(deadline), tenant, terms(random));
        }

        private TaskId newId() {
            return new TaskId("r" + names++, 0);
        }

        private TaskId any(Collection<TaskId> ids) {
            List<TaskId> all =
                    ids.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList();
            return all.isEmpty() ? new TaskId("nobody", 0) : all.get(random.nextInt(all.size()));
        }

        private void begin() {
            TaskId key = any(f.submitted.keySet());
            f.worker.began(key);
            f.progress(key, 1 + random.nextInt(19));
        }

        private void pauseOrResume() {
            TaskId key = any(f.submitted.keySet());
            if (random.nextBoolean()) {
                f.worker.paused(key, 5, random.nextInt(3));
            } else {
                f.worker.resumed(key, 5);
            }
        }

        /** Ends a generation, or one that was cancelled while its end was under way. */
        private void finish() {
            lateEnds.addAll(f.cancelled);
            Set<TaskId> candidates = new HashSet<>(f.submitted.keySet());
            candidates.addAll(lateEnds);
            TaskId key = any(candidates);
            lateEnds.remove(key);
            end(key);
        }

        /** What comes out says for whom it was made and when. */
        private void end(TaskId key) {
            Submission submission = f.submitted.get(key);
            String made = submission == null ? "" : submission.task().sharingKey() + " " + f.now();
            f.finish(key, made.getBytes(StandardCharsets.UTF_8));
        }

        private void fail() {
            TaskId key = any(f.submitted.keySet());
            boolean late = random.nextBoolean() && f.submitted.containsKey(key);
            if (late && f.submitted.get(key).task().deadlineMs() == 0) {
                return;
            }
            f.submitted.remove(key);
            ErrorCode code = late ? ErrorCode.DEADLINE_EXCEEDED : ErrorCode.NOT_FINITE;
            f.worker.failed(key, new CoreModuleException(code, "no"), f.times());
        }

        private void takeSnapshot() {
            snapshot = f.worker.inFlight();
            outputAtSnapshot = List.copyOf(f.output.main());
            sentAtSnapshot = Set.copyOf(sent.keySet());
            sinceSnapshot.clear();
        }

        /** Goes back to the snapshot, as Flink does: output since then is not there. */
        private void restoreSometimes() throws IOException {
            if (random.nextInt(3) > 0) {
                return;
            }
            f = WorkerFixture.restored(snapshot, f.now());
            f.output.main().addAll(outputAtSnapshot);
            sent.keySet().retainAll(sentAtSnapshot);
            lateEnds.clear();
            SlotCounts counts = f.report().counts();
            slotted = counts.heldAtOpen();
            f.worker.judged(VerdictEvent.NOBODY);
            List<WorkerCommand> again = List.copyOf(sinceSnapshot);
            sinceSnapshot.clear();
            again.forEach(this::obey);
        }

        void drain() {
            while (!f.submitted.isEmpty()) {
                end(f.submitted.keySet().iterator().next());
            }
        }

        void check() {
            SlotReport report = f.report();
            SlotCounts counts = report.counts();
            long generations = report.running().size();
            assertThat(slotted - counts.completed() + counts.extra()).isEqualTo(generations);
            Set<TaskId> held =
                    report.running().stream()
                            .flatMap(r -> Stream.concat(Stream.of(r.id()), r.followers().stream()))
                            .collect(Collectors.toSet());
            Set<TaskId> open = new HashSet<>(sent.keySet());
            open.removeAll(ended());
            assertThat(held).isEqualTo(open);
            assertThat(ended()).hasSameSizeAs(f.output.main());
            report.running().forEach(this::checkSharing);
        }

        private void checkSharing(RunningTask running) {
            for (TaskId follower : running.followers()) {
                assertThat(running.sharing())
                        .isNotEmpty()
                        .isEqualTo(sent.get(follower).sharingKey())
                        .isEqualTo(sent.get(running.id()).sharingKey());
            }
        }

        private void checkOutput(TaskOutcome outcome) {
            String[] made = new String(outcome.output().data(), StandardCharsets.UTF_8).split(" ");
            assertThat(made[0]).isEqualTo(outcome.task().sharingKey());
            assertThat(Long.parseLong(made[1]))
                    .isGreaterThanOrEqualTo(notBefore.getOrDefault(outcome.task().id(), 0L));
        }

        void checkTheEnd() {
            SlotCounts counts = f.report().counts();
            assertThat(ended()).isEqualTo(sent.keySet());
            assertThat(counts.completed()).isEqualTo(slotted);
            assertThat(counts.extra()).isZero();
            for (TaskOutcome outcome : f.output.main()) {
                assertThat(sent.get(outcome.task().id())).isEqualTo(outcome.task());
                if (outcome.status() == TaskStatus.EXPIRED) {
                    assertThat(outcome.task().deadlineMs()).isPositive();
                } else if (outcome.status() == TaskStatus.COMPLETED) {
                    checkOutput(outcome);
                }
            }
            assertThat(f.output.main())
                    .extracting(o -> o.cache().kind())
                    .contains(CacheReport.Kind.SHARED, CacheReport.Kind.NONE);
        }

        private TaskOutcome outcome(TaskId id) {
            return f.output.main().stream()
                    .filter(o -> o.task().id().equals(id))
                    .findFirst()
                    .orElseThrow();
        }

        private Set<TaskId> ended() {
            return f.output.main().stream().map(o -> o.task().id()).collect(Collectors.toSet());
        }
    }
}
