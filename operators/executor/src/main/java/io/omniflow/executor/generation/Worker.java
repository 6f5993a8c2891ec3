package io.omniflow.executor.generation;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Preview;
import io.omniflow.core.generation.PreviewSteps;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.recovery.RetryPolicy;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.executor.coordination.VerdictEvent;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.record.WorkerCommand.Run;
import io.omniflow.worker.AuditReport;
import io.omniflow.worker.GenerationListener;
import io.omniflow.worker.StepProgress;
import io.omniflow.worker.StepTimes;
import io.omniflow.worker.TextPart;
import java.util.List;
import java.util.Optional;

/**
 * Owns the tasks that scheduling released to one worker, and emits the one outcome of each. Equal
 * tasks share a generation. Belongs to the mailbox thread: commands, verdicts and what the loop
 * reports all arrive there.
 */
final class Worker implements GenerationListener {

    private final StageConfig config;
    private final Device device;
    private final Host host;
    private final GenerationEmitter emitter;
    private final GenerationMetrics metrics;
    private final Endings endings;
    private final Generations held = new Generations();
    private final RecentOutputs recent = new RecentOutputs();
    private final Gate gate = new Gate();
    private final Tally tally = new Tally();
    private final DeadlineWatch deadlines;
    private final Retries retries;
    private List<StepCost> costs = List.of();
    private boolean ready;
    private boolean asleep;

    Worker(
            StageConfig config,
            Device device,
            Host host,
            GenerationEmitter emitter,
            GenerationMetrics metrics,
            RetryPolicy policy) {
        this.config = config;
        this.device = device;
        this.host = host;
        this.emitter = emitter;
        this.metrics = metrics;
        this.endings = new Endings(emitter, metrics, tally);
        this.deadlines = new DeadlineWatch(host, held, this::expire);
        this.retries =
                new Retries(
                        policy,
                        device,
                        host,
                        metrics,
                        config.parallelism(),
                        this::holds,
                        this::tryAgain);
    }

    /** Takes up what a checkpoint kept; it waits for the verdict like everything else. */
    void restore(Iterable<InFlight> restored) {
        for (InFlight inFlight : restored) {
            Held generation = new Held(inFlight.recovered());
            tally.restored(generation);
            start(generation);
        }
    }

    void obey(WorkerCommand command) {
        if (command instanceof Run run && run.slotted()) {
            start(new Held(InFlight.arrived(run)));
        } else if (command instanceof Run run) {
            metrics.knownMiss();
            share(run, run.task().id());
        } else if (command instanceof WorkerCommand.Attach attach) {
            share(attach.run(), attach.leader());
        } else if (command instanceof WorkerCommand.Cancel cancel) {
            TaskError error = new TaskError(ErrorCode.CANCELLED, "cancelled by a command");
            drop(cancel.id(), TaskStatus.CANCELLED, error);
        } else if (command instanceof WorkerCommand.SlotReturn) {
            tally.slotReturned();
        } else if (command instanceof WorkerCommand.Take take) {
            start(new Held(take.generation()));
        } else if (command instanceof WorkerCommand.GivenUp given) {
            answered(given);
        } else if (command instanceof WorkerCommand.Sleep sleep) {
            sleep(sleep.asleep());
        }
        changed();
    }

    /** Takes the model off the device, or brings it back. */
    void sleep(boolean now) {
        asleep = now;
        device.sleep(now);
    }

    boolean isAsleep() {
        return asleep;
    }

    /** Takes what the coordinator knows of tasks that may have killed a process. */
    void judged(VerdictEvent verdict) {
        gate.decide(verdict);
        held.all().forEach(this::letPass);
        changed();
    }

    /** Goes on without a verdict if none has come. */
    void stopWaiting() {
        if (!gate.isDecided()) {
            gate.giveUpWaiting();
            held.all().forEach(this::letPass);
            changed();
        }
    }

    boolean isIdle() {
        return held.size() == 0;
    }

    List<InFlight> inFlight() {
        return held.inFlight(device::snapshot);
    }

    /** Returns the newest snapshot of the generation that serves a task. */
    Optional<Snapshot> newest(TaskId member) {
        return held.serving(member).flatMap(generation -> device.snapshot(generation.key()));
    }

    SlotReport report(int attempt, long sequence, String process) {
        return new SlotReport(
                host.worker(),
                attempt,
                sequence,
                process,
                tally.counts(config, ready && gate.isDecided(), held.extra()),
                held.running(),
                costs,
                tally.totals(),
                tally.texts());
    }

    @Override
    public void ready() {
        ready = true;
        changed();
    }

    @Override
    public void loaded(long tookMs) {
        metrics.loaded(tookMs);
    }

    @Override
    public void unloaded() {
        metrics.unloaded();
    }

    @Override
    public void broken(Throwable failure) {
        throw new IllegalStateException(
                "the model of stage '" + config.name() + "' cannot run", failure);
    }

    @Override
    public void began(TaskId key) {
        held.find(key)
                .ifPresent(
                        generation -> {
                            generation.began(host.now());
                            generation.members().forEach(m -> started(m, generation));
                            changed();
                        });
    }

    @Override
    public void progressed(List<StepProgress> reports) {
        for (StepProgress progress : reports) {
            held.find(progress.id())
                    .ifPresent(
                            generation -> {
                                generation.advanced(progress);
                                progressed(generation, progress.written());
                            });
        }
        changed();
    }

    /** Each member is shown the previews that it would have had alone. */
    @Override
    public void shown(TaskId key, Preview preview) {
        held.find(key)
                .ifPresent(generation -> generation.members().forEach(m -> shown(m, preview)));
    }

    @Override
    public void paused(TaskId key, int step, int pauses) {
        held.find(key)
                .ifPresent(
                        generation -> {
                            if (generation.paused(step, pauses)) {
                                tally.preempted();
                                metrics.preempted();
                            }
                            tell(generation, emitter::paused);
                            changed();
                        });
    }

    @Override
    public void resumed(TaskId key, int step) {
        held.find(key)
                .ifPresent(
                        generation -> {
                            generation.resumed(step);
                            tell(generation, emitter::resumed);
                            changed();
                        });
    }

    @Override
    public void measured(List<StepCost> measured) {
        costs = measured;
        metrics.measured(measured);
        changed();
    }

    @Override
    public void audited(AuditReport report) {
        metrics.audited(report.decibels());
    }

    @Override
    public void finished(TaskId key, Output output, StepTimes times) {
        held.find(key)
                .ifPresent(
                        generation -> {
                            generation.ended(times);
                            free(generation);
                            tally.written(output);
                            recent.add(generation.sharing(), generation.startedMs(), output);
                            metrics.generated(
                                    generation.leader().params().stepCache(), output.stepCache());
                            endings.completed(
                                    new MemberOutcomes(generation, times).completed(output),
                                    generation.startedMs(),
                                    host.now());
                        });
    }

    @Override
    public void failed(TaskId key, CoreModuleException failure, StepTimes times) {
        held.find(key)
                .ifPresent(
                        generation -> {
                            if (failure.code() == ErrorCode.DEADLINE_EXCEEDED) {
                                expired(generation);
                            } else if (retries.take(generation, failure)) {
                                changed();
                            } else {
                                generation.ended(times);
                                free(generation);
                                endings.end(new MemberOutcomes(generation, times).failed(failure));
                            }
                        });
    }

    private void start(Held generation) {
        held.add(generation);
        letPass(generation);
        generation.members().forEach(member -> deadlines.watch(member.task()));
    }

    /** Lets a task without a slot share what there is, else generates it above the capacity. */
    private void share(Run run, TaskId leader) {
        String sharing = run.task().sharingKey();
        Optional<Held> generation = held.open(leader, sharing, run.notBeforeMs());
        Optional<Output> output = recent.find(sharing, run.notBeforeMs());
        if (generation.isPresent()) {
            join(generation.get(), run);
        } else if (output.isPresent()) {
            endings.end(late(run, output.get()));
        } else {
            start(new Held(InFlight.arrived(run)));
        }
    }

    private void join(Held generation, Run run) {
        held.join(generation, run);
        if (run.task().previews() > 0) {
            device.show(generation.key(), generation.previews());
        }
        deadlines.watch(run.task());
        if (generation.state() != RunState.WAITING) {
            started(run, generation);
        }
    }

    /** Answers a task that came just after the end of its twin. */
    private TaskOutcome late(Run run, Output output) {
        GenerationTask task = run.task();
        long scheduledMs = Math.max(0, host.now() - run.releasedMs());
        return new TaskOutcome(
                task,
                TaskStatus.COMPLETED,
                output,
                null,
                new TaskTimings(run.queuedMs(), scheduledMs, 0, 0),
                CacheReport.shared(task.fingerprint(), output.steps(task.params().stepsTaken())),
                0,
                0);
    }

    private void letPass(Held generation) {
        switch (gate.judge(generation.fingerprint())) {
            case RUN -> submit(generation, false);
            case RUN_ALONE -> submit(generation, true);
            case QUARANTINE -> quarantine(generation);
            case WAIT -> {}
        }
    }

    /** Another worker has the tasks that moved; one that joined since the question stays here. */
    private void answered(WorkerCommand.GivenUp given) {
        held.find(given.key())
                .ifPresent(
                        generation -> {
                            boolean remains = true;
                            for (TaskId moved : given.moved()) {
                                remains = held.leave(generation, moved);
                            }
                            if (remains) {
                                retries.answered(generation, given.retries());
                                expireLate(generation);
                            } else {
                                free(generation);
                            }
                        });
    }

    /** What has expired while it was not clear who has it. */
    private void expireLate(Held generation) {
        for (Run member : generation.members()) {
            if (member.task().isExpiredAt(host.now())) {
                expire(member.task());
            }
        }
    }

    private boolean holds(Held generation) {
        return held.find(generation.key()).filter(found -> found == generation).isPresent();
    }

    /** A generation has rested after a failure; it may have ended meanwhile. */
    private void tryAgain(Held generation) {
        if (holds(generation)) {
            letPass(generation);
            changed();
        }
    }

    private void submit(Held generation, boolean alone) {
        if (!generation.submitted() && !generation.isResting()) {
            Snapshot newest = device.snapshot(generation.key()).orElse(generation.restored());
            device.submit(generation.submitted(newest, alone));
        }
    }

    private void quarantine(Held generation) {
        TaskError error =
                new TaskError(
                        ErrorCode.POISON, "the process died twice while it generated this request");
        device.cancel(generation.key());
        free(generation);
        MemberOutcomes outcomes = MemberOutcomes.at(generation, host.now());
        generation
                .members()
                .forEach(
                        member ->
                                endings.quarantine(
                                        outcomes.ended(member, TaskStatus.FAILED, error),
                                        host.now()));
    }

    /**
     * Ends one task whose deadline has passed, unless another worker may have it already, which
     * sees to it then; others that share its generation go on.
     */
    private void expire(GenerationTask task) {
        if (held.serving(task.id()).filter(Held::isLeaving).isPresent()) {
            return;
        }
        TaskError error =
                new TaskError(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "the deadline " + task.deadlineMs() + " passed on the worker");
        drop(task.id(), TaskStatus.EXPIRED, error);
    }

    /** The loop gave a generation up at the deadline it knew; members with a later one go on. */
    private void expired(Held generation) {
        long passed = generation.knownDeadlineMs();
        generation.giveUp();
        for (Run member : generation.members()) {
            long deadline = member.task().deadlineMs();
            if (deadline > 0 && deadline <= passed) {
                expire(member.task());
            }
        }
        held.find(generation.key()).ifPresent(this::letPass);
    }

    /** Takes a task off its generation, which ends with its last one. */
    private void drop(TaskId member, TaskStatus status, TaskError error) {
        held.serving(member)
                .ifPresent(
                        generation -> {
                            MemberOutcomes outcomes = MemberOutcomes.at(generation, host.now());
                            Run run = generation.member(member);
                            if (!held.leave(generation, member)) {
                                device.cancel(generation.key());
                                free(generation);
                            }
                            endings.end(outcomes.ended(run, status, error));
                            changed();
                        });
    }

    /** Forgets a generation that has ended and gives its slot back. */
    private void free(Held generation) {
        held.remove(generation);
        device.forget(generation.key());
        tally.freed(generation);
        changed();
    }

    private void started(Run member, Held generation) {
        emitter.started(member.task(), generation.step(), host.worker(), host.now());
    }

    private void progressed(Held generation, TextPart written) {
        for (Run member : generation.members()) {
            emitter.progress(member.task(), generation.step(), generation.stepCache(), host.now());
            if (written.count() > 0) {
                emitter.wrote(member.task(), written, generation.attempt(), host.now());
            }
        }
    }

    private void shown(Run member, Preview preview) {
        int index = PreviewSteps.of(member.task()).indexAt(preview.step());
        if (index >= 0) {
            emitter.shown(member.task(), index, preview, host.now());
        }
    }

    private void tell(Held generation, GenerationEmitter.Event event) {
        for (Run member : generation.members()) {
            event.emit(member.task(), generation.step(), host.now());
        }
    }

    private void changed() {
        metrics.inFlight(held.size());
        metrics.states(held.count(RunState.RUNNING), held.count(RunState.PAUSED));
        host.changed();
    }
}
