package io.omniflow.executor.scheduling;

import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.executor.coordination.GiveUpEvent;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Moves generations that a worker gives up to another one. The generation and the word to its
 * worker leave together on the workers' edge, so a checkpoint has it at one of the two: the first
 * holds it until the word comes. What is asked again has been answered.
 */
final class Moves {

    private static final int REMEMBERED = 1_024;

    private record Asked(TaskId key, int retries) {}

    private final OmniScheduler scheduler;
    private final CancelMemory cancelled;
    private final ModelSleep sleep;
    private final SchedulingEmitter emitter;
    private final Set<Asked> answered = new LinkedHashSet<>();

    Moves(
            OmniScheduler scheduler,
            CancelMemory cancelled,
            ModelSleep sleep,
            SchedulingEmitter emitter) {
        this.scheduler = scheduler;
        this.cancelled = cancelled;
        this.sleep = sleep;
        this.emitter = emitter;
    }

    /** Answers a worker. */
    void take(GiveUpEvent event, long nowMs) throws IOException {
        InFlight generation = event.unpacked();
        TaskId key = generation.task().id();
        if (!answered.add(new Asked(key, generation.retries()))) {
            return;
        }
        if (answered.size() > REMEMBERED) {
            answered.remove(answered.iterator().next());
        }
        String cacheKey = generation.run().cacheKey();
        List<TaskId> members = members(generation);
        Optional<Integer> other =
                sleep.isAsleep() || members.stream().anyMatch(id -> cancelled.holds(id, nowMs))
                        ? Optional.empty()
                        : scheduler.move(event.worker(), cacheKey);
        other.ifPresent(
                worker -> emitter.command(new WorkerCommand.Take(generation.movedTo(worker))));
        emitter.command(
                new WorkerCommand.GivenUp(
                        key,
                        generation.retries(),
                        other.isPresent() ? members : List.of(),
                        cacheKey,
                        event.worker()));
    }

    private static List<TaskId> members(InFlight generation) {
        return Stream.concat(Stream.of(generation.run()), generation.followers().stream())
                .map(run -> run.task().id())
                .toList();
    }
}
