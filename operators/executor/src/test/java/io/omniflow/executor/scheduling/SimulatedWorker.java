package io.omniflow.executor.scheduling;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.executor.record.WorkerCommand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A worker as scheduling sees it: it holds generations, ends them and reports. */
final class SimulatedWorker {

    private final int index;
    private final List<Group> groups = new ArrayList<>();
    private final Set<TaskId> passed = new HashSet<>();
    private int heldAtOpen;
    private long completed;
    private int extraReported;
    private boolean reported;

    SimulatedWorker(int index) {
        this.index = index;
    }

    /** Returns a worker that takes up what this one holds, in another attempt. */
    SimulatedWorker recovered() {
        SimulatedWorker other = new SimulatedWorker(index);
        groups.forEach(group -> other.groups.add(group.copy()));
        other.passed.addAll(passed);
        other.heldAtOpen = (int) groups.stream().filter(Group::slotted).count();
        return other;
    }

    void take(WorkerCommand command) {
        if (command instanceof WorkerCommand.Run run) {
            groups.add(new Group(run, new ArrayList<>(List.of(run.task()))));
            if (!run.slotted()) {
                passed.add(run.task().id());
            }
        } else if (command instanceof WorkerCommand.Attach attach) {
            GenerationTask task = attach.run().task();
            groupOf(attach.leader())
                    .ifPresentOrElse(
                            group -> group.members.add(task),
                            () ->
                                    groups.add(
                                            new Group(
                                                    attach.run(), new ArrayList<>(List.of(task)))));
        } else if (command instanceof WorkerCommand.Cancel cancel) {
            groupOf(cancel.id()).ifPresent(group -> cancel(group, cancel.id()));
        }
    }

    private void cancel(Group group, TaskId id) {
        group.members.removeIf(member -> member.id().equals(id));
        if (group.members.isEmpty()) {
            end(group);
        }
    }

    void endOne(Random random) {
        if (!groups.isEmpty()) {
            end(groups.get(random.nextInt(groups.size())));
        }
    }

    private void end(Group group) {
        groups.remove(group);
        completed += group.slotted() ? 1 : 0;
    }

    void report(SchedulingHarness harness, int capacity, int overcommit) {
        reported = true;
        passed.clear();
        int extra = (int) groups.stream().filter(group -> !group.slotted()).count();
        extraReported = extra;
        SlotCounts counts =
                new SlotCounts(overcommit, capacity, overcommit, heldAtOpen, completed, extra);
        harness.report(
                index, counts, groups.stream().map(Group::running).toArray(RunningTask[]::new));
    }

    boolean hasReported() {
        return reported;
    }

    int extraReported() {
        return extraReported;
    }

    boolean isIdle() {
        return groups.isEmpty();
    }

    /** What scheduling knows it to hold: of a task that went past the queue, only by a report. */
    List<TaskId> holds() {
        return groups.stream()
                .flatMap(group -> group.members.stream())
                .map(GenerationTask::id)
                .filter(id -> !passed.contains(id))
                .toList();
    }

    long slotsTaken() {
        return groups.stream().filter(Group::slotted).count();
    }

    private Optional<Group> groupOf(TaskId id) {
        return groups.stream()
                .filter(group -> group.members.stream().anyMatch(task -> task.id().equals(id)))
                .findFirst();
    }

    /** Equal tasks that share a generation, and the release whose slot they have, if any. */
    private record Group(WorkerCommand.Run run, List<GenerationTask> members) {

        Group copy() {
            return new Group(run, new ArrayList<>(members));
        }

        boolean slotted() {
            return run.slotted();
        }

        RunningTask running() {
            GenerationTask leader = members.get(0);
            return new RunningTask(
                    leader.id(),
                    members.stream().skip(1).map(GenerationTask::id).toList(),
                    leader.fingerprint(),
                    leader.sharingKey(),
                    leader.tenant(),
                    leader.cacheKey(),
                    Shape.of(leader.params()),
                    run.terms().level(),
                    RunState.RUNNING,
                    1,
                    leader.image().steps(),
                    1,
                    run.releasedMs());
        }
    }
}
