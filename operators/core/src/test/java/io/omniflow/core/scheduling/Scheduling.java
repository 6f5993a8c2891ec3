package io.omniflow.core.scheduling;

import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tasks, reports and configurations for tests. */
public final class Scheduling {

    /** The shape that tasks have when nothing else is said. */
    public static final Shape SHAPE = new Shape(256, 256, false);

    private Scheduling() {}

    /** Returns a configuration of a policy without ageing, with changes by option name. */
    public static SchedulerConfig config(SchedulerType type, String... namesAndValues) {
        Map<String, String> values = new java.util.HashMap<>();
        values.put("scheduler.aging", "0");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put("scheduler." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return SchedulerConfig.DEFAULT.withType(type).with(values);
    }

    /** Starts the description of a task whose name is its request id. */
    public static TaskBuilder task(String name, long sequence) {
        return new TaskBuilder(name, sequence);
    }

    /** Returns an id. */
    public static TaskId id(String name) {
        return new TaskId(name, 0);
    }

    /** Returns the names of all that can be released now. */
    public static List<String> releaseAll(OmniScheduler scheduler, long nowMs) {
        List<String> names = new ArrayList<>();
        for (Optional<Release> next = scheduler.next(nowMs);
                next.isPresent();
                next = scheduler.next(nowMs)) {
            names.add(next.get().task().id().requestId());
        }
        return names;
    }

    /** Returns a first report of a worker that holds nothing and has as many slots as capacity. */
    public static SlotReport idle(int worker, int capacity) {
        return report(worker, 0, 0, new SlotCounts(capacity, capacity, 0, 0, 0, 0));
    }

    /** Returns a report of counts alone. */
    public static SlotReport report(int worker, int attempt, long sequence, SlotCounts counts) {
        return new SlotReport(
                worker, attempt, sequence, "jvm", counts, List.of(), List.of(), WorkerTotals.NONE);
    }

    /** Returns a report that tells of tasks. */
    public static SlotReport report(
            int worker, int attempt, long sequence, SlotCounts counts, RunningTask... running) {
        return new SlotReport(
                worker,
                attempt,
                sequence,
                "jvm",
                counts,
                List.of(running),
                List.of(),
                WorkerTotals.NONE);
    }

    /** Returns a task that runs and is not urgent, at a step of ten. */
    public static RunningTask running(String name, String fingerprint, int step) {
        return running(name, fingerprint, RunTerms.NOT_URGENT, step);
    }

    /** Returns an urgent task that runs. */
    public static RunningTask urgent(String name, int level) {
        return running(name, "print-" + name, level, 1);
    }

    private static RunningTask running(String name, String fingerprint, int level, int step) {
        return new RunningTask(
                id(name), List.of(), fingerprint, "key", SHAPE, level, RunState.RUNNING, step, 10);
    }

    /** Returns a report that says what a step costs, on a worker without slots. */
    public static SlotReport cost(int worker, Shape shape, int batch, long steps, double totalMs) {
        return new SlotReport(
                worker,
                0,
                0,
                "jvm",
                new SlotCounts(0, 0, 0, 0, 0, 0),
                List.of(),
                List.of(new StepCost(shape, batch, steps, totalMs)),
                WorkerTotals.NONE);
    }

    /** Describes a task. */
    public static final class TaskBuilder {

        private final String name;
        private final long sequence;
        private Priority priority = Priority.NORMAL;
        private String tenant = "";
        private long arrivedMs;
        private long deadlineMs;
        private int steps = 10;
        private Shape shape = SHAPE;
        private double effort = 1;
        private List<LevelOption> alternatives = List.of();
        private String fingerprint;
        private String cacheKey = "key";
        private List<LaterStage> later = List.of();

        TaskBuilder(String name, long sequence) {
            this.name = name;
            this.sequence = sequence;
            this.fingerprint = "print-" + name;
        }

        /** Sets the class. */
        public TaskBuilder priority(Priority value) {
            priority = value;
            return this;
        }

        /** Sets the tenant. */
        public TaskBuilder tenant(String value) {
            tenant = value;
            return this;
        }

        /** Sets the arrival. */
        public TaskBuilder arrived(long ms) {
            arrivedMs = ms;
            return this;
        }

        /** Sets the deadline. */
        public TaskBuilder deadline(long ms) {
            deadlineMs = ms;
            return this;
        }

        /** Sets the number of steps. */
        public TaskBuilder steps(int value) {
            steps = value;
            return this;
        }

        /** Sets the shape. */
        public TaskBuilder shape(Shape value) {
            shape = value;
            return this;
        }

        /** Sets the expected share of the steps' work. */
        public TaskBuilder effort(double value) {
            effort = value;
            return this;
        }

        /** Sets the levels that it may move to. */
        public TaskBuilder alternatives(List<LevelOption> value) {
            alternatives = value;
            return this;
        }

        /** Sets the fingerprint. */
        public TaskBuilder fingerprint(String value) {
            fingerprint = value;
            return this;
        }

        /** Sets the cache neighbourhood. */
        public TaskBuilder cacheKey(String value) {
            cacheKey = value;
            return this;
        }

        /** Sets the stages still to come. */
        public TaskBuilder later(LaterStage... value) {
            later = List.of(value);
            return this;
        }

        /** Returns the task. */
        public WaitingTask build() {
            return new WaitingTask(
                    id(name),
                    priority,
                    tenant,
                    sequence,
                    arrivedMs,
                    deadlineMs,
                    shape,
                    steps,
                    effort,
                    alternatives.stream()
                            .mapToDouble(LevelOption::effort)
                            .reduce(effort, Math::min),
                    alternatives,
                    fingerprint,
                    fingerprint,
                    cacheKey,
                    later);
        }
    }
}
