package io.omniflow.executor.record;

import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunTerms;
import java.util.List;
import java.util.Objects;

/**
 * What scheduling sends towards one worker through dit-cache. All kinds share one edge, keyed by
 * the task's neighbourhood, so that what follows a task cannot overtake it.
 */
public sealed interface WorkerCommand {

    /** Returns the subtask index of the worker. */
    int worker();

    /** Returns the neighbourhood of the task that the command is about. */
    String cacheKey();

    /**
     * Generate the task.
     *
     * @param task the task
     * @param worker subtask index of the worker
     * @param slotted whether it took a slot of the worker when it was released: not if the cache is
     *     expected to answer it
     * @param terms on what terms it runs
     * @param queuedMs milliseconds it waited in the queue
     * @param releasedMs epoch milliseconds of its release
     * @param notBeforeMs epoch milliseconds: what started earlier was invalidated and must not
     *     answer it; 0 for no bound
     * @param neighbours what it may start from in place of noise; dit-cache adds it
     */
    record Run(
            GenerationTask task,
            int worker,
            boolean slotted,
            RunTerms terms,
            long queuedMs,
            long releasedMs,
            long notBeforeMs,
            Neighbourhood neighbours)
            implements WorkerCommand {

        /** Checks that the command is complete. */
        public Run {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(terms, "terms");
            Objects.requireNonNull(neighbours, "neighbours");
        }

        /** A task that nothing was invalidated for and that starts from noise. */
        public Run(
                GenerationTask task,
                int worker,
                boolean slotted,
                RunTerms terms,
                long queuedMs,
                long releasedMs) {
            this(task, worker, slotted, terms, queuedMs, releasedMs, 0, Neighbourhood.NONE);
        }

        /** Returns the same with what it may start from. */
        public Run withNeighbours(Neighbourhood found) {
            return new Run(task, worker, slotted, terms, queuedMs, releasedMs, notBeforeMs, found);
        }

        /** Returns the same for another worker. */
        public Run on(int other) {
            return new Run(
                    task, other, slotted, terms, queuedMs, releasedMs, notBeforeMs, neighbours);
        }

        /** Returns the same in a slot or not. */
        public Run in(boolean slot) {
            return new Run(
                    task, worker, slot, terms, queuedMs, releasedMs, notBeforeMs, neighbours);
        }

        @Override
        public String cacheKey() {
            return task.cacheKey();
        }
    }

    /**
     * Let a task share the generation of an equal one; if that is gone, generate it.
     *
     * @param run the task; it has no slot
     * @param leader the equal task
     */
    record Attach(Run run, TaskId leader) implements WorkerCommand {

        /** Checks that the command is complete and takes no slot. */
        public Attach {
            Objects.requireNonNull(run, "run");
            Objects.requireNonNull(leader, "leader");
            if (run.slotted()) {
                throw new IllegalArgumentException("an attached task takes no slot: " + run);
            }
        }

        @Override
        public int worker() {
            return run.worker();
        }

        @Override
        public String cacheKey() {
            return run.cacheKey();
        }
    }

    /**
     * End a task without output. One that the worker does not hold has ended before.
     *
     * @param id the task
     * @param cacheKey its neighbourhood
     * @param worker subtask index of the worker
     */
    record Cancel(TaskId id, String cacheKey, int worker) implements WorkerCommand {

        /** Checks that the command is complete. */
        public Cancel {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(cacheKey, "cacheKey");
        }
    }

    /**
     * Go on with a generation that another worker has given up.
     *
     * @param generation the generation; its releases name this worker
     */
    record Take(InFlight generation) implements WorkerCommand {

        /** Checks that there is a generation. */
        public Take {
            Objects.requireNonNull(generation, "generation");
        }

        @Override
        public int worker() {
            return generation.run().worker();
        }

        @Override
        public String cacheKey() {
            return generation.run().cacheKey();
        }
    }

    /**
     * The answer to a worker that gave a generation up: other workers have the tasks that moved, it
     * goes on with the rest.
     *
     * @param key the generation
     * @param retries how often it had been tried again when it was given up
     * @param moved the tasks that moved; none if there is no room elsewhere
     * @param cacheKey the neighbourhood of the tasks
     * @param worker subtask index of the worker
     */
    record GivenUp(TaskId key, int retries, List<TaskId> moved, String cacheKey, int worker)
            implements WorkerCommand {

        /** Checks that the command is complete. */
        public GivenUp {
            Objects.requireNonNull(key, "key");
            moved = List.copyOf(moved);
            Objects.requireNonNull(cacheKey, "cacheKey");
        }
    }

    /**
     * Take the model off the device, or bring it back.
     *
     * @param asleep whether it is to be off the device
     * @param worker subtask index of the worker
     */
    record Sleep(boolean asleep, int worker) implements WorkerCommand {

        /** Returns the one of them all, so that none overtakes another. */
        @Override
        public String cacheKey() {
            return "";
        }
    }

    /**
     * A task with a slot was answered from the cache: count it as completed.
     *
     * @param id the task
     * @param cacheKey its neighbourhood
     * @param worker subtask index of the worker
     */
    record SlotReturn(TaskId id, String cacheKey, int worker) implements WorkerCommand {

        /** Checks that the command is complete. */
        public SlotReturn {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(cacheKey, "cacheKey");
        }

        /** Returns the slot of a task. */
        public static SlotReturn of(Run run) {
            return new SlotReturn(run.task().id(), run.cacheKey(), run.worker());
        }
    }
}
