package io.omniflow.core.scheduling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.scheduling.Scheduling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares every policy with the obvious one on random histories. */
class PolicyHistoryTest {

    private static final int HISTORIES = 400;
    private static final int EVENTS = 150;

    @ParameterizedTest
    @EnumSource
    void decidesAsTheObviousPolicy(SchedulerType type) {
        int released = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            released += new History(type, seed).play();
        }
        assertThat(released).isGreaterThan(HISTORIES * EVENTS / 10);
    }

    /** Arrivals, releases, removals, restarts and the passage of time. */
    private static final class History {

        private final int seed;
        private final Random random;
        private final SchedulerConfig config;
        private SchedulingPolicy policy;
        private Obvious obvious;
        private long sequence;
        private long now;
        private int released;

        History(SchedulerType type, int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.config =
                    Scheduling.config(
                            type,
                            "aging",
                            random.nextBoolean() ? "0" : "300",
                            "strict",
                            String.valueOf(random.nextInt(3) == 0),
                            "tenant-weights.t0",
                            "4",
                            "tenant-weights.t1",
                            "0.5");
            this.policy = policy(config);
            this.obvious = Obvious.of(config);
        }

        /** With small numbers, so that histories meet the bounds of shares. */
        private static SchedulingPolicy policy(SchedulerConfig config) {
            return config.type() == SchedulerType.COMPOSED
                    ? new ComposedPolicy(
                            config, ObviousComposed.BURST_MS, ObviousComposed.CREDIT_MS)
                    : SchedulingPolicy.of(config);
        }

        int play() {
            for (int event = 0; event < EVENTS; event++) {
                now += random.nextInt(20);
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3 -> add();
                    case 4, 5, 6, 7 -> release(event);
                    case 8 -> remove();
                    default -> restart();
                }
            }
            return released;
        }

        private void add() {
            long runMs = random.nextInt(60);
            PricedTask task =
                    new PricedTask(
                            Scheduling.task("r" + sequence, sequence++)
                                    .priority(Priority.values()[random.nextInt(3)])
                                    .tenant("t" + random.nextInt(4))
                                    .arrived(now)
                                    .deadline(
                                            random.nextBoolean()
                                                    ? 0
                                                    : now + 1 + random.nextInt(400))
                                    .build(),
                            1 + random.nextInt(64),
                            runMs,
                            0);
            long due = task.task().deadlineMs() > 0 ? task.task().deadlineMs() : now + 1_000;
            PricedTask priced = new PricedTask(task.task(), task.deviceMs(), runMs, due);
            policy.add(priced);
            obvious.add(priced);
        }

        private void release(int event) {
            Optional<PricedTask> best = obvious.peek(now);
            assertThat(policy.peek(now)).as("seed %d event %d", seed, event).isEqualTo(best);
            best.ifPresent(
                    task -> {
                        released++;
                        policy.charge(task);
                        obvious.charge(task);
                        assertThat(policy.remove(task)).isTrue();
                        assertThat(policy.remove(task)).isFalse();
                        obvious.remove(task);
                    });
        }

        private void remove() {
            if (!obvious.tasks().isEmpty()) {
                PricedTask task = obvious.tasks().get(random.nextInt(obvious.tasks().size()));
                assertThat(policy.remove(task)).isTrue();
                obvious.remove(task);
            }
        }

        private void restart() {
            PolicyMemory memory = policy.memory();
            PolicyMemory expected = obvious.memory();
            assertThat(memory.classPasses()).hasSameSizeAs(expected.classPasses());
            expected.classPasses()
                    .forEach(
                            (key, time) ->
                                    assertThat(memory.classPasses().get(key))
                                            .isCloseTo(time, within(1e-6)));
            assertThat(memory.tenantPasses().keySet())
                    .as("seed %d", seed)
                    .isEqualTo(expected.tenantPasses().keySet());
            List<PricedTask> tasks = new ArrayList<>(obvious.tasks());
            tasks.sort(Comparator.comparing(task -> task.task().sequence()));
            policy = policy(config);
            policy.restore(memory);
            obvious = Obvious.of(config);
            obvious.restore(memory);
            tasks.forEach(policy::add);
            tasks.forEach(obvious::add);
        }
    }
}
