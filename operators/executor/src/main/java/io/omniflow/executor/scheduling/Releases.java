package io.omniflow.executor.scheduling;

import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.logging.RequestScope;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.Placement;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.executor.record.QueuedTask;
import io.omniflow.executor.record.WorkerCommand;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends tasks to workers: into slots, or to the equal ones whose generation they share. */
final class Releases {

    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);

    private final WaitingTasks waiting;
    private final LiveConfig config;
    private final Invalidations invalidations;
    private final ModelSleep sleep;
    private final SchedulingEmitter emitter;
    private final SchedulingMetrics metrics;

    Releases(
            WaitingTasks waiting,
            LiveConfig config,
            Invalidations invalidations,
            ModelSleep sleep,
            SchedulingEmitter emitter,
            SchedulingMetrics metrics) {
        this.waiting = waiting;
        this.config = config;
        this.invalidations = invalidations;
        this.sleep = sleep;
        this.emitter = emitter;
        this.metrics = metrics;
    }

    /** Takes a worker's report: waiting tasks whose twin it tells of go there. */
    void report(SlotReport report, long nowMs) throws Exception {
        for (WaitingTasks.Attached attached : waiting.report(report, nowMs)) {
            attach(attached.queued(), attached.leader(), attached.worker(), sharedTerms(), nowMs);
        }
    }

    /** Releases tasks while workers have slots for them and the model does not sleep. */
    void release(long nowMs) throws Exception {
        if (sleep.isAsleep()) {
            return;
        }
        for (Optional<WaitingTasks.Released> next = waiting.release(nowMs);
                next.isPresent();
                next = waiting.release(nowMs)) {
            send(next.get(), nowMs);
        }
    }

    /** Sends an arriving task to its twin on a worker. */
    void attach(GenerationTask task, Placement.Attached where, long nowMs) {
        QueuedTask queued = new QueuedTask(task, 0, nowMs);
        attach(queued, where.leader(), where.worker(), sharedTerms(), nowMs);
    }

    /** Sends an arriving task without a slot, because the cache is expected to answer it. */
    void pass(GenerationTask task, int worker, long nowMs) {
        metrics.passed();
        QueuedTask queued = new QueuedTask(task, 0, nowMs);
        emitter.command(run(queued, worker, false, sharedTerms(), nowMs));
    }

    /** The followers go right behind their leader on the same edge, so they find it. */
    private void send(WaitingTasks.Released released, long nowMs) {
        QueuedTask first = released.chosen().queued();
        TaskId leader = released.leader();
        count(released.chosen());
        if (leader.equals(first.task().id())) {
            emitter.command(run(first, released.worker(), true, released.terms(), nowMs));
        } else {
            attach(first, leader, released.worker(), released.terms(), nowMs);
        }
        for (WaitingTasks.Chosen follower : released.followers()) {
            count(follower);
            attach(follower.queued(), leader, released.worker(), released.terms(), nowMs);
        }
    }

    private void count(WaitingTasks.Chosen chosen) {
        if (chosen.moved()) {
            metrics.moved();
        }
    }

    private void attach(QueuedTask queued, TaskId leader, int worker, RunTerms terms, long nowMs) {
        metrics.follows();
        emitter.command(new WorkerCommand.Attach(run(queued, worker, false, terms, nowMs), leader));
    }

    private WorkerCommand.Run run(
            QueuedTask queued, int worker, boolean slotted, RunTerms terms, long nowMs) {
        long queuedMs = nowMs - queued.arrivedMs();
        metrics.released(queued.task().priority(), queuedMs);
        tell(queued.task(), worker, queuedMs);
        return new WorkerCommand.Run(
                queued.task(),
                worker,
                slotted,
                terms,
                queuedMs,
                nowMs,
                invalidations.notBefore(queued.task()),
                Neighbourhood.NONE);
    }

    @SuppressWarnings("try")
    private static void tell(GenerationTask task, int worker, long queuedMs) {
        if (LOG.isDebugEnabled()) {
            try (RequestScope scope = RequestScope.of(task)) {
                LOG.debug("Task {} goes to worker {} after {} ms", task.id(), worker, queuedMs);
            }
        }
    }

    /** The terms that hold should the task run on its own after all. */
    private RunTerms sharedTerms() {
        SchedulerConfig current = config.current();
        return new RunTerms(RunTerms.NOT_URGENT, current.maxPauses(), current.workerTimeoutMs());
    }
}
