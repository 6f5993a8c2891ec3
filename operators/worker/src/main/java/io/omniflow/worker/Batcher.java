package io.omniflow.worker;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.TaskId;
import io.omniflow.engine.Generation;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Advances generations by one step at a time: fills free slots with the most urgent waiting task,
 * steps members of equal batch key together, and ends those that are done. Owned by the loop's
 * thread, but for encoding, which has a thread of its own so that the device never waits for it.
 */
final class Batcher<G extends Generation> implements AutoCloseable {

    private final StepModel<G> model;
    private final StepLoopConfig config;
    private final GenerationListener listener;
    private final Map<TaskId, Snapshot> snapshots;
    private final Clock clock;
    private final ExecutorService encoder =
            Executors.newSingleThreadExecutor(
                    task -> {
                        Thread thread = new Thread(task, "output-encoder");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final PriorityQueue<Arrival> waiting = new PriorityQueue<>(Arrival.ORDER);
    private final List<Member<G>> members = new ArrayList<>();
    private long reportedMs;

    Batcher(
            StepModel<G> model,
            StepLoopConfig config,
            GenerationListener listener,
            Map<TaskId, Snapshot> snapshots,
            Clock clock) {
        this.model = model;
        this.config = config;
        this.listener = listener;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    boolean isIdle() {
        return waiting.isEmpty() && members.isEmpty();
    }

    void obey(LoopCommand command) {
        if (command instanceof Arrival arrival) {
            waiting.add(arrival);
        } else if (command instanceof LoopCommand.Cancellation cancellation) {
            cancel(cancellation.id());
        }
    }

    private void cancel(TaskId id) {
        waiting.removeIf(arrival -> arrival.id().equals(id));
        members.stream().filter(member -> member.id().equals(id)).toList().forEach(this::end);
        snapshots.remove(id);
    }

    void tick() {
        fillSlots();
        for (List<Member<G>> batch : batches()) {
            step(batch);
        }
        finishDone();
        publishSnapshots();
        reportProgress();
    }

    private void fillSlots() {
        while (members.size() < config.slots() && !waiting.isEmpty()) {
            begin(waiting.poll());
        }
    }

    private void begin(Arrival arrival) {
        Submission submission = arrival.submission();
        long now = clock.millis();
        listener.began(arrival.id());
        try {
            G generation = model.begin(submission.task().params(), submission.from());
            members.add(new Member<>(arrival.id(), generation, now));
            reportedMs = 0;
        } catch (RuntimeException e) {
            StepTimes times = new StepTimes(now, 0, clock.millis());
            listener.failed(arrival.id(), describe(e), times);
        }
    }

    private Collection<List<Member<G>>> batches() {
        return members.stream()
                .filter(member -> !member.generation().isDone())
                .collect(
                        Collectors.groupingBy(
                                member -> member.generation().batchKey(),
                                LinkedHashMap::new,
                                Collectors.toList()))
                .values();
    }

    private void step(List<Member<G>> batch) {
        List<StepReport> reports;
        try {
            reports = model.step(batch.stream().map(Member::generation).toList());
        } catch (RuntimeException e) {
            stepAlone(batch, e);
            return;
        }
        long now = clock.millis();
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).stepped(now);
            CoreModuleException failure = reports.get(i).failure();
            if (failure != null) {
                fail(batch.get(i), failure);
            }
        }
    }

    /** A batch that failed as a whole is tried member by member, so that only the culprit fails. */
    private void stepAlone(List<Member<G>> batch, RuntimeException failure) {
        if (batch.size() == 1) {
            fail(batch.get(0), describe(failure));
        } else {
            batch.forEach(member -> step(List.of(member)));
        }
    }

    private void finishDone() {
        List<Member<G>> done =
                members.stream().filter(member -> member.generation().isDone()).toList();
        done.forEach(this::finish);
    }

    private void finish(Member<G> member) {
        PendingOutput pending;
        try {
            pending = model.finish(member.generation());
        } catch (RuntimeException e) {
            fail(member, describe(e));
            return;
        }
        end(member);
        encoder.execute(() -> encode(member, pending));
    }

    private void encode(Member<G> member, PendingOutput pending) {
        try {
            Output output = pending.encode();
            listener.finished(member.id(), output, member.timesAt(clock.millis()));
        } catch (RuntimeException e) {
            listener.failed(member.id(), describe(e), member.timesAt(clock.millis()));
        }
    }

    private void fail(Member<G> member, CoreModuleException failure) {
        end(member);
        listener.failed(member.id(), failure, member.timesAt(clock.millis()));
    }

    private void end(Member<G> member) {
        members.remove(member);
        member.generation().close();
    }

    private void publishSnapshots() {
        long now = clock.millis();
        for (Member<G> member : members) {
            if (member.wantsSnapshot(now, config.snapshotIntervalMs())) {
                snapshots.put(member.id(), model.snapshot(member.generation()));
                member.snapshotTaken(now);
            }
        }
    }

    private void reportProgress() {
        long now = clock.millis();
        if (!members.isEmpty() && now - reportedMs >= config.reportIntervalMs()) {
            listener.progressed(members.stream().map(Member::progress).toList());
            reportedMs = now;
        }
    }

    private static CoreModuleException describe(RuntimeException failure) {
        return failure instanceof CoreModuleException known
                ? known
                : new CoreModuleException(
                        ErrorCode.GENERATION_FAILED, "the model failed: " + failure, failure);
    }

    /** Frees what runs and lets no output out any more. */
    @Override
    public void close() {
        encoder.shutdownNow();
        members.forEach(member -> member.generation().close());
        members.clear();
    }
}
