package io.omniflow.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the scheduler with a slow, obvious one on random histories. */
class OmniSchedulerHistoryTest {

    private static final int HISTORIES = 500;
    private static final int EVENTS = 200;

    @ParameterizedTest
    @EnumSource
    void decidesAsTheObviousScheduler(SchedulerType type) {
        for (int seed = 0; seed < HISTORIES; seed++) {
            new History(type, new Random(seed)).play(seed);
        }
    }

    /** One random history of arrivals, completions, removals, expiries and lost workers. */
    private static final class History {

        private final SchedulerType type;
        private final Random random;
        private final OmniScheduler scheduler;
        private final List<WaitingTask> waiting = new ArrayList<>();
        private final Map<Integer, Worker> workers = new TreeMap<>();
        private long sequence;

        History(SchedulerType type, Random random) {
            this.type = type;
            this.random = random;
            this.scheduler = new OmniScheduler("m", new SchedulerConfig(type, 1_000, 1_000, 1_000));
        }

        void play(int seed) {
            for (int event = 0; event < EVENTS; event++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> arrive();
                    case 2 -> complete();
                    case 3 -> remove();
                    case 4 -> expire(event);
                    default -> restart();
                }
                releaseAll(seed, event);
                assertThat(scheduler.queueSize()).isEqualTo(waiting.size());
            }
        }

        private void arrive() {
            long deadline = random.nextInt(4) == 0 ? 1 + random.nextInt(EVENTS) : 0;
            Priority priority = Priority.values()[random.nextInt(3)];
            WaitingTask task =
                    new WaitingTask(new TaskId("r" + sequence, 0), priority, sequence++, deadline);
            waiting.add(task);
            scheduler.enqueue(task);
        }

        private void complete() {
            for (Worker worker : workers.values()) {
                if (worker.running > 0) {
                    worker.running--;
                    worker.completed++;
                    scheduler.report(worker.report());
                    return;
                }
            }
        }

        private void remove() {
            if (!waiting.isEmpty()) {
                WaitingTask task = waiting.remove(random.nextInt(waiting.size()));
                assertThat(scheduler.remove(task.id())).contains(task);
            }
        }

        private void expire(long now) {
            List<WaitingTask> late =
                    waiting.stream()
                            .filter(task -> task.deadlineMs() > 0 && task.deadlineMs() <= now)
                            .toList();
            waiting.removeAll(late);
            assertThat(scheduler.expire(now)).containsExactlyInAnyOrderElementsOf(late);
        }

        private void restart() {
            int index = random.nextInt(3);
            Worker old = workers.get(index);
            Worker worker = new Worker(index, old == null ? 0 : old.attempt + 1);
            worker.runningAtOpen = old == null ? 0 : random.nextInt(old.running + 1);
            worker.running = worker.runningAtOpen;
            worker.capacity = 1 + random.nextInt(3);
            workers.put(index, worker);
            scheduler.report(worker.report());
        }

        private void releaseAll(int seed, int event) {
            while (true) {
                Optional<WaitingTask> best = waiting.stream().min(order());
                boolean urgent =
                        type == SchedulerType.PRIORITY
                                && best.isPresent()
                                && best.get().priority() == Priority.HIGH;
                long most =
                        workers.values().stream()
                                .mapToLong(worker -> worker.free(urgent))
                                .max()
                                .orElse(0);
                Optional<Release> release = scheduler.next();
                if (best.isEmpty() || most <= 0) {
                    assertThat(release).as("seed %d event %d", seed, event).isEmpty();
                    return;
                }
                assertThat(release).as("seed %d event %d", seed, event).isPresent();
                assertThat(release.get().task()).isEqualTo(best.get());
                Worker worker = workers.get(release.get().worker());
                assertThat(worker.free(urgent)).isEqualTo(most);
                worker.running++;
                waiting.remove(best.get());
            }
        }

        private Comparator<WaitingTask> order() {
            return (a, b) -> {
                if (type == SchedulerType.PRIORITY && a.priority() != b.priority()) {
                    return a.priority().ordinal() - b.priority().ordinal();
                }
                return Long.compare(a.sequence(), b.sequence());
            };
        }
    }

    /** What a worker really holds. */
    private static final class Worker {

        private final int index;
        private final int attempt;
        private int capacity;
        private int runningAtOpen;
        private int running;
        private long completed;
        private long reports;

        Worker(int index, int attempt) {
            this.index = index;
            this.attempt = attempt;
        }

        long free(boolean urgent) {
            return capacity - running + (urgent ? 1 : 0);
        }

        SlotReport report() {
            return new SlotReport(
                    index, attempt, reports++, capacity, 1, runningAtOpen, completed, List.of());
        }
    }
}
