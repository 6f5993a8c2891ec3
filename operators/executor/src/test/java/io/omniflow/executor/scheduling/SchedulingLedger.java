package io.omniflow.executor.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.executor.record.WorkerCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stage has done, as the world behind the checkpoints sees it, with the rules that it must
 * keep: one fate for each task, attachments only to what the worker was given, nothing released
 * that was cancelled, nothing past the queue but what is known. Of what goes past the queue, a
 * third is not in the cache.
 */
final class SchedulingLedger {

    private static final String PASSED = "past the queue";

    private final Map<TaskId, String> fates = new HashMap<>();
    private final Map<TaskId, String> sharing = new HashMap<>();
    private final Map<TaskId, Long> releasedMs = new HashMap<>();
    private final Map<TaskId, Integer> workerOf = new HashMap<>();
    private final Map<String, Long> cancelledUntil = new HashMap<>();
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final KnownOracle known;

    SchedulingLedger(int count) {
        known = new KnownOracle();
        for (int i = 0; i < count; i++) {
            workers.add(new SimulatedWorker(i));
        }
    }

    private SchedulingLedger(SchedulingLedger other) {
        known = other.known.copy();
        fates.putAll(other.fates);
        sharing.putAll(other.sharing);
        workerOf.putAll(other.workerOf);
        releasedMs.putAll(other.releasedMs);
        cancelledUntil.putAll(other.cancelledUntil);
        other.workers.forEach(worker -> workers.add(worker.recovered()));
    }

    /** Returns what a restore from this moment starts with. */
    SchedulingLedger recovered() {
        return new SchedulingLedger(this);
    }

    KnownOracle known() {
        return known;
    }

    List<SimulatedWorker> workers() {
        return workers;
    }

    void cancelled(String requestId, long nowMs) {
        cancelledUntil.put(requestId, nowMs + CancelMemory.HOLD_MS);
    }

    void emitted(WorkerCommand command, long nowMs) {
        if (command instanceof WorkerCommand.Run run) {
            sent(run, run.slotted() ? "run" : PASSED, nowMs);
            if (!run.slotted()) {
                known.passed(run.task());
                if (run.task().id().hashCode() % 3 != 0) {
                    return;
                }
                known.missed(run.task());
            }
        } else if (command instanceof WorkerCommand.Attach attach) {
            assertThat(workerOf).containsEntry(attach.leader(), attach.worker());
            assertThat(sharing).containsEntry(attach.leader(), attach.run().task().sharingKey());
            assertThat(attach.run().task().sharingKey()).isNotEmpty();
            assertThat(releasedMs.get(attach.leader()))
                    .isGreaterThanOrEqualTo(attach.run().notBeforeMs());
            sent(attach.run(), "attached", nowMs);
        } else if (command instanceof WorkerCommand.Cancel cancel) {
            assertThat(workerOf).containsEntry(cancel.id(), cancel.worker());
            assertThat(isCancelled(cancel.id(), nowMs)).isTrue();
        }
        workers.get(command.worker()).take(command);
    }

    private void sent(WorkerCommand.Run run, String fate, long nowMs) {
        TaskId id = run.task().id();
        assertThat(isCancelled(id, nowMs)).as("%s is cancelled", id).isFalse();
        settle(id, fate);
        workerOf.put(id, run.worker());
        releasedMs.put(id, run.releasedMs());
        sharing.put(id, run.task().sharingKey());
    }

    void emitted(TaskOutcome outcome) {
        settle(outcome.task().id(), outcome.status().name());
    }

    private void settle(TaskId id, String fate) {
        assertThat(fates.put(id, fate)).as("fate of %s before it was %s", id, fate).isNull();
    }

    /** Tells whether the first image of a new request must go past the queue. */
    boolean mustPass(GenerationTask task, int slots, long nowMs) {
        return !isCancelled(task.id(), nowMs)
                && workers.stream().allMatch(worker -> worker.extraReported() < slots)
                && known.mustPass(task, nowMs);
    }

    boolean hasPassed(TaskId id) {
        return PASSED.equals(fates.get(id));
    }

    boolean isRejected(String requestId) {
        return TaskStatus.REJECTED.name().equals(fates.get(new TaskId(requestId, 0)));
    }

    Map<TaskId, String> fates() {
        return fates;
    }

    /** A worker that has told what it holds knows of every cancellation. */
    void checkWorkers(int room, long nowMs) {
        for (SimulatedWorker worker : workers) {
            if (worker.hasReported()) {
                assertThat(worker.holds()).noneMatch(id -> isCancelled(id, nowMs));
            }
            assertThat(worker.slotsTaken()).isLessThanOrEqualTo(room);
        }
    }

    private boolean isCancelled(TaskId id, long nowMs) {
        return cancelledUntil.getOrDefault(id.requestId(), 0L) > nowMs;
    }
}
