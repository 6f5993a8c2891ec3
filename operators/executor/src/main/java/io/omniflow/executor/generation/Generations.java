package io.omniflow.executor.generation;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.executor.coordination.SlotReporter;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand.Run;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The generations that a worker holds, in the order of their arrival. */
final class Generations {

    /** A report names at most so many generations, those that have begun first of all. */
    private static final int REPORTED = SlotReporter.MAX_RUNNING;

    private final Map<TaskId, Held> byKey = new LinkedHashMap<>();
    private final Map<TaskId, Held> byMember = new LinkedHashMap<>();

    int size() {
        return byKey.size();
    }

    /** Returns all of them; the caller may remove some meanwhile. */
    List<Held> all() {
        return List.copyOf(byKey.values());
    }

    Optional<Held> find(TaskId key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Returns the generation that serves a task. */
    Optional<Held> serving(TaskId member) {
        return Optional.ofNullable(byMember.get(member));
    }

    /**
     * Returns the generation of a task, or else of any other with which it may be shared.
     *
     * @param notBeforeMs epoch milliseconds: one that began earlier is not meant
     */
    Optional<Held> open(TaskId member, String sharingKey, long notBeforeMs) {
        return serving(member)
                .filter(held -> held.isOpenTo(sharingKey, notBeforeMs))
                .or(
                        () ->
                                byKey.values().stream()
                                        .filter(held -> held.isOpenTo(sharingKey, notBeforeMs))
                                        .findFirst());
    }

    void add(Held held) {
        byKey.put(held.key(), held);
        held.members().forEach(run -> byMember.put(run.task().id(), held));
    }

    void join(Held held, Run follower) {
        held.join(follower);
        byMember.put(follower.task().id(), held);
    }

    /** Takes a task off its generation and tells whether others still share it. */
    boolean leave(Held held, TaskId member) {
        byMember.remove(member);
        return held.leave(member);
    }

    void remove(Held held) {
        byKey.remove(held.key());
        held.members().forEach(run -> byMember.remove(run.task().id()));
    }

    /** Returns how many have no slot. */
    int extra() {
        return (int) byKey.values().stream().filter(held -> !held.slotted()).count();
    }

    int count(RunState state) {
        return (int) byKey.values().stream().filter(held -> held.state() == state).count();
    }

    /** Returns them as a checkpoint keeps them, with their newest snapshots. */
    List<InFlight> inFlight(Function<TaskId, Optional<Snapshot>> snapshots) {
        return byKey.values().stream()
                .map(held -> held.inFlight(snapshots.apply(held.key())))
                .toList();
    }

    List<RunningTask> running() {
        return byKey.values().stream()
                .sorted(Comparator.comparing(held -> held.state() == RunState.WAITING))
                .limit(REPORTED)
                .map(Held::running)
                .toList();
    }
}
