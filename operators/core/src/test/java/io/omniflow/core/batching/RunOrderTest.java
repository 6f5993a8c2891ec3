package io.omniflow.core.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunOrderTest {

    private static final int HISTORIES = 2_000;

    private static final class Task implements RunCandidate {

        private final Priority priority;
        private final boolean urgent;
        private final int level;
        private final boolean alone;
        private final long deadlineMs;
        private final long sequence;
        private final int maxPauses;
        private boolean running;
        private boolean begun;
        private int pauses;
        private int left;

        Task(Random random, long sequence) {
            priority = Priority.values()[random.nextInt(3)];
            urgent = random.nextInt(4) == 0;
            level = random.nextInt(3);
            alone = random.nextInt(20) == 0;
            deadlineMs = random.nextInt(3) == 0 ? 1 + random.nextInt(1_000) : 0;
            maxPauses = random.nextInt(3);
            begun = random.nextInt(10) == 0;
            left = 1 + random.nextInt(12);
            this.sequence = sequence;
        }

        @Override
        public boolean isAlone() {
            return alone;
        }

        @Override
        public boolean isUrgent() {
            return urgent;
        }

        @Override
        public int level() {
            return level;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public boolean hasBegun() {
            return begun;
        }

        @Override
        public boolean mayPause() {
            return pauses < maxPauses;
        }

        @Override
        public Priority priority() {
            return priority;
        }

        @Override
        public long deadlineMs() {
            return deadlineMs;
        }

        @Override
        public long sequence() {
            return sequence;
        }
    }

    /** Runs random histories through the rules said one by one, each in its slowest form. */
    @Test
    void choosesAsTheRulesSayAndStarvesNobody() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            int slots = 1 + random.nextInt(4);
            List<Task> held = new ArrayList<>();
            long arrivals = 0;
            for (int step = 0; step < 60 || !held.isEmpty(); step++) {
                assertThat(step).as("steps until all are done").isLessThan(1_500);
                while (step < 60 && random.nextInt(3) == 0) {
                    held.add(new Task(random, arrivals++));
                }
                List<Task> chosen = RunOrder.choose(held, slots);
                assertThat(chosen).isEqualTo(oracle(held, slots));
                assertRules(held, chosen, slots);
                advance(held, chosen);
            }
        }
    }

    /** Picks the best of what is left, one by one, by asking who has no better. */
    private static List<Task> oracle(List<Task> held, int slots) {
        for (Task task : held) {
            boolean first =
                    held.stream()
                            .filter(Task::isAlone)
                            .noneMatch(
                                    other ->
                                            (other.running && !task.running)
                                                    || (other.running == task.running
                                                            && other.sequence < task.sequence));
            if (task.alone && first) {
                return List.of(task);
            }
        }
        List<Task> left = new ArrayList<>(held);
        List<Task> picked = new ArrayList<>();
        while (picked.size() < slots && !left.isEmpty()) {
            Task best =
                    left.stream()
                            .filter(t -> left.stream().noneMatch(other -> goesBefore(other, t)))
                            .findFirst()
                            .orElseThrow();
            picked.add(best);
            left.remove(best);
        }
        return picked;
    }

    private static boolean goesBefore(Task a, Task b) {
        boolean aStays = a.running && a.pauses >= a.maxPauses;
        boolean bStays = b.running && b.pauses >= b.maxPauses;
        if (aStays != bStays) {
            return aStays;
        }
        if (!aStays && a.urgent != b.urgent) {
            return a.urgent;
        }
        if (!aStays && a.urgent && a.level != b.level) {
            return a.level < b.level;
        }
        if (!aStays && a.running != b.running) {
            return a.running;
        }
        if (!aStays && a.begun != b.begun) {
            return a.begun;
        }
        if (!aStays && !a.urgent && !a.begun) {
            return a.sequence < b.sequence;
        }
        if (a.priority != b.priority) {
            return a.priority.isMoreUrgentThan(b.priority);
        }
        if (a.deadlineMs != b.deadlineMs) {
            return b.deadlineMs == 0 || (a.deadlineMs != 0 && a.deadlineMs < b.deadlineMs);
        }
        return a.sequence < b.sequence;
    }

    private static void assertRules(List<Task> held, List<Task> chosen, int slots) {
        boolean alone = chosen.stream().anyMatch(Task::isAlone);
        assertThat(chosen).hasSize(alone ? 1 : Math.min(slots, held.size()));
        Set<Task> running = new HashSet<>(chosen);
        for (Task task : held) {
            if (running.contains(task) || alone) {
                continue;
            }
            assertThat(task.running && !task.mayPause()).isFalse();
            if (task.urgent) {
                assertThat(chosen)
                        .allMatch(
                                other ->
                                        (other.urgent && other.level <= task.level)
                                                || !other.mayPause());
            }
            if (task.begun) {
                assertThat(chosen).allMatch(other -> other.urgent || other.begun);
            }
        }
    }

    private static void advance(List<Task> held, List<Task> chosen) {
        boolean alone = chosen.stream().anyMatch(Task::isAlone);
        for (Task task : held) {
            boolean runs = chosen.contains(task);
            if (task.running && !runs && !alone) {
                task.pauses++;
            }
            task.running = runs;
            task.begun |= runs;
            task.left -= runs ? 1 : 0;
            assertThat(task.pauses).isLessThanOrEqualTo(task.maxPauses);
        }
        held.removeIf(task -> task.left == 0);
        held.sort(Comparator.comparingInt(System::identityHashCode));
    }
}
