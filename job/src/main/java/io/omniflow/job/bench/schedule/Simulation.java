package io.omniflow.job.bench.schedule;

import io.omniflow.core.error.QueueFullException;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.Expiry;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.core.scheduling.Placement;
import io.omniflow.core.scheduling.Release;
import io.omniflow.core.scheduling.SchedulerConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Replays the requests of one model through a real {@link OmniScheduler} on simulated devices. What
 * happens is events in the order of simulated time; reports and releases take no time, so that what
 * differs between runs is the policy. Every request has one outcome.
 */
final class Simulation {

    /** The scheduler counts from an epoch; 0 means none there. */
    private static final long EPOCH_MS = 1_000_000_000;

    private static final long TICK_MS = 1_000;

    private final OmniScheduler scheduler;
    private final DeviceSettings settings;
    private final List<SimulatedWorker> workers;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingDouble(Event::atMs).thenComparingLong(Event::number));
    private final Map<TaskId, SimulatedTask> tasks = new HashMap<>();
    private final Map<String, OpenRequest> open = new LinkedHashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<String, Double> served = new TreeMap<>();
    private final double lastArrivalMs;
    private final long patienceMs;
    private double nowMs;
    private long number;
    private long sequence;
    private long releases;

    Simulation(List<TraceRequest> requests, SchedulerConfig config, DeviceSettings settings) {
        this.scheduler = new OmniScheduler(requests.get(0).model(), config);
        this.settings = settings;
        this.workers =
                IntStream.range(0, settings.devices())
                        .mapToObj(index -> new SimulatedWorker(index, settings))
                        .toList();
        requests.forEach(request -> at(request.arrivalMs(), () -> arrive(request)));
        this.lastArrivalMs =
                requests.stream().mapToLong(TraceRequest::arrivalMs).max().orElseThrow();
        this.patienceMs = config.requestTimeoutMs() + 2 * TICK_MS;
    }

    /** Runs to the end. */
    Replay run() {
        workers.forEach(this::report);
        drain();
        double restMs = 0;
        while (!open.isEmpty() && restMs < patienceMs) {
            restMs += TICK_MS;
            at(nowMs + TICK_MS, () -> {});
            drain();
        }
        open.values().forEach(request -> outcomes.add(request.outcome(nowMs, settings.slots())));
        return new Replay(
                outcomes,
                served,
                workers.stream().mapToLong(SimulatedWorker::preemptions).sum(),
                workers.stream().mapToDouble(SimulatedWorker::busyMs).sum(),
                nowMs);
    }

    private void drain() {
        while (!events.isEmpty()) {
            nowMs = events.peek().atMs();
            while (!events.isEmpty() && events.peek().atMs() == nowMs) {
                events.poll().action().run();
                settle();
            }
            workers.stream().filter(SimulatedWorker::isReady).forEach(this::beginStep);
        }
    }

    private void arrive(TraceRequest request) {
        OpenRequest opened = new OpenRequest(request);
        try {
            scheduler.checkRoomFor(request.images(), request.priority(), request.tenant());
        } catch (QueueFullException e) {
            double aloneMs = BatchCurve.aloneMs(request, settings.slots());
            outcomes.add(new Outcome(request, Outcome.End.REJECTED, nowMs, 0, aloneMs));
            return;
        }
        open.put(request.id(), opened);
        for (int image = 0; image < request.images(); image++) {
            SimulatedTask task = new SimulatedTask(request, image, sequence++, clock());
            tasks.put(task.id(), task);
            if (!(scheduler.enqueue(task.waiting(), clock()) instanceof Placement.Queued)) {
                throw new IllegalStateException("no two tasks of a trace are equal");
            }
        }
    }

    /** Lets the scheduler do all it can do at this moment. */
    private void settle() {
        for (Expiry expiry : scheduler.expire(clock())) {
            end(expiry.task().id(), false);
        }
        for (Optional<Release> next = scheduler.next(clock());
                next.isPresent();
                next = scheduler.next(clock())) {
            release(next.get());
        }
    }

    private void release(Release release) {
        SimulatedTask task = tasks.get(release.task().id());
        task.release(releases++, release.terms());
        workers.get(release.worker()).take(task);
    }

    private void beginStep(SimulatedWorker worker) {
        double stepMs = worker.beginStep();
        worker.batch().stream()
                .filter(SimulatedTask::isAtFirstStep)
                .forEach(task -> open.get(task.id().requestId()).waitedUntil(nowMs));
        at(nowMs + stepMs, () -> endStep(worker));
    }

    private void endStep(SimulatedWorker worker) {
        if (nowMs <= lastArrivalMs) {
            worker.batch()
                    .forEach(t -> served.merge(t.request().tenant(), t.stepMs(), Double::sum));
        }
        worker.endStep();
        for (SimulatedTask gone : worker.release(clock())) {
            end(gone.id(), gone.isDone());
        }
        report(worker);
    }

    private void report(SimulatedWorker worker) {
        scheduler.report(worker.report(), clock());
    }

    private void end(TaskId id, boolean completed) {
        OpenRequest request = open.get(id.requestId());
        SimulatedTask task = tasks.remove(id);
        if (task.isAtFirstStep()) {
            request.waitedUntil(nowMs);
        }
        if (request.ended(completed)) {
            open.remove(id.requestId());
            outcomes.add(request.outcome(nowMs, settings.slots()));
        }
    }

    private long clock() {
        return EPOCH_MS + (long) nowMs;
    }

    private void at(double atMs, Runnable action) {
        events.add(new Event(atMs, number++, action));
    }

    /** Something that happens; what was planned first happens first at equal times. */
    private record Event(double atMs, long number, Runnable action) {}
}
