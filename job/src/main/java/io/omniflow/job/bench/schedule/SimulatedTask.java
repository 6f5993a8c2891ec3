package io.omniflow.job.bench.schedule;

import io.omniflow.core.batching.RunCandidate;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.WaitingTask;
import java.util.List;

/** One image of a request in a replay: where it is and how far. */
final class SimulatedTask implements RunCandidate {

    private final TraceRequest request;
    private final WaitingTask waiting;
    private RunTerms terms = RunTerms.DEFAULT;
    private RunState state = RunState.WAITING;
    private long released;
    private int step;
    private int pauses;

    SimulatedTask(TraceRequest request, int image, long sequence, long arrivedMs) {
        this.request = request;
        TaskId id = new TaskId(request.id(), image);
        this.waiting =
                new WaitingTask(
                        id,
                        request.priority(),
                        request.tenant(),
                        sequence,
                        arrivedMs,
                        request.deadlineMs() == 0 ? 0 : arrivedMs + request.deadlineMs(),
                        new Shape(request.width(), request.height(), true),
                        request.steps(),
                        id.toString(),
                        id.toString());
    }

    TraceRequest request() {
        return request;
    }

    /** Returns what scheduling knows of it. */
    WaitingTask waiting() {
        return waiting;
    }

    TaskId id() {
        return waiting.id();
    }

    Shape shape() {
        return waiting.shape();
    }

    /** Returns the device time of one of its steps alone. */
    double stepMs() {
        return request.serviceMs() / request.steps();
    }

    /** Takes note of its release, the number'th in the replay. */
    void release(long number, RunTerms onTerms) {
        released = number;
        terms = onTerms;
    }

    /** Lets it advance. */
    void run() {
        state = RunState.RUNNING;
    }

    /** Makes room for another. */
    void pause() {
        state = RunState.PAUSED;
        pauses++;
    }

    /** Takes note of a step. */
    void stepped() {
        step++;
    }

    boolean isAtFirstStep() {
        return step == 0;
    }

    boolean isDone() {
        return step == request.steps();
    }

    boolean isPastDeadline(long nowMs) {
        return waiting.deadlineMs() > 0 && nowMs >= waiting.deadlineMs();
    }

    RunningTask describe() {
        return new RunningTask(
                id(),
                List.of(),
                waiting.fingerprint(),
                waiting.cacheKey(),
                shape(),
                terms.level(),
                state,
                step,
                request.steps());
    }

    // -- the order of running

    @Override
    public boolean isAlone() {
        return false;
    }

    @Override
    public boolean isUrgent() {
        return terms.urgent();
    }

    @Override
    public int level() {
        return terms.level();
    }

    @Override
    public boolean isRunning() {
        return state == RunState.RUNNING;
    }

    @Override
    public boolean hasBegun() {
        return state != RunState.WAITING;
    }

    @Override
    public boolean mayPause() {
        return pauses < terms.maxPauses();
    }

    @Override
    public Priority priority() {
        return waiting.priority();
    }

    @Override
    public long deadlineMs() {
        return waiting.deadlineMs();
    }

    @Override
    public long sequence() {
        return released;
    }
}
