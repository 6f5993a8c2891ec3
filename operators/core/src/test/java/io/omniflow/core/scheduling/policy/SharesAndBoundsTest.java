package io.omniflow.core.scheduling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.scheduling.Scheduling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets how much of a device, and for how long a task may be passed over. */
class SharesAndBoundsTest {

    private static final int LONGEST_MS = 50;

    private final Random random = new Random(11);
    private long sequence;
    private long now;

    @Test
    void classesThatAlwaysWaitShareDeviceTimeByWeight() {
        SchedulingPolicy policy = policy(SchedulerType.PRIORITY);
        for (Priority priority : Priority.values()) {
            add(policy, priority, "t", 0);
            add(policy, priority, "t", 0);
        }
        Map<Priority, Double> shares =
                run(policy, 5_000, task -> task.task().priority(), task -> again(policy, task));

        assertThat(shares.get(Priority.HIGH)).isCloseTo(2 / 3.5, within(0.01));
        assertThat(shares.get(Priority.NORMAL)).isCloseTo(1 / 3.5, within(0.01));
        assertThat(shares.get(Priority.LOW)).isCloseTo(0.5 / 3.5, within(0.01));
    }

    @Test
    void tenantsThatAlwaysWaitShareDeviceTimeByWeightHoweverMuchTheyAsk() {
        SchedulingPolicy policy =
                policy(
                        SchedulerType.FAIR,
                        "tenant-weights.large",
                        "3",
                        "tenant-weights.noisy",
                        "1");
        for (int i = 0; i < 500; i++) {
            add(policy, Priority.NORMAL, "noisy", i % 2 == 0 ? now + 100 : 0);
        }
        for (int i = 0; i < 2; i++) {
            add(policy, Priority.NORMAL, "large", 0);
            add(policy, Priority.NORMAL, "quiet", 0);
        }
        Map<String, Double> shares =
                run(policy, 5_000, task -> task.task().tenant(), task -> again(policy, task));

        assertThat(shares.get("large")).isCloseTo(0.6, within(0.02));
        assertThat(shares.get("noisy")).isCloseTo(0.2, within(0.02));
        assertThat(shares.get("quiet")).isCloseTo(0.2, within(0.02));
    }

    @Test
    void aClassThatReturnsHasNotSavedUp() {
        SchedulingPolicy policy = policy(SchedulerType.PRIORITY);
        add(policy, Priority.NORMAL, "t", 0);
        run(policy, 1_000, task -> task.task().priority(), task -> again(policy, task));
        for (int i = 0; i < 500; i++) {
            add(policy, Priority.HIGH, "t", 0);
        }
        Map<Priority, Double> shares =
                run(policy, 150, task -> task.task().priority(), task -> again(policy, task));

        assertThat(shares.get(Priority.NORMAL)).isCloseTo(1 / 3.0, within(0.05));
    }

    /** The bound of weighted classes: own device time ahead times W / w, and a task of each. */
    @Test
    void aClassWaitsForItsShareAtMost() {
        for (int round = 0; round < 100; round++) {
            SchedulingPolicy policy = policy(SchedulerType.PRIORITY);
            for (Priority priority : Priority.values()) {
                add(policy, priority, "t", 0);
            }
            run(
                    policy,
                    random.nextInt(40),
                    task -> 0,
                    task -> {
                        if (task.task().priority() != Priority.LOW || random.nextBoolean()) {
                            again(policy, task);
                        }
                    });
            PricedTask probe = add(policy, Priority.LOW, "t", 0);
            double own = policy.ahead(probe).deviceMs();
            double low = LONGEST_MS + own;
            double bound = low * 3.5 / 0.5 + 2 * LONGEST_MS;
            assertThat(waitOf(policy, probe, task -> again(policy, task)))
                    .isLessThanOrEqualTo(bound);
        }
    }

    /** Also when new tenants come all the time, each with one task. */
    @Test
    void aTenantWaitsForItsShareAtMostWhoeverElseComes() {
        SchedulingPolicy policy = policy(SchedulerType.FAIR);
        int tenants = 20;
        for (int i = 0; i < tenants; i++) {
            add(policy, Priority.NORMAL, "fresh" + sequence, 0);
        }
        add(policy, Priority.NORMAL, "steady", 0);
        PricedTask probe = add(policy, Priority.NORMAL, "steady", 0);
        double waited =
                waitOf(policy, probe, task -> add(policy, Priority.NORMAL, "fresh" + sequence, 0));

        assertThat(waited).isLessThanOrEqualTo((tenants + 1) * 5.0 * LONGEST_MS);
    }

    @ParameterizedTest
    @EnumSource(
            value = SchedulerType.class,
            names = {"PRIORITY", "COMPOSED"})
    void ageingEndsTheWaitBelowAbsoluteClasses(SchedulerType type) {
        SchedulingPolicy policy = policy(type, "strict", "true", "aging", "2000");
        add(policy, Priority.HIGH, "t", 0);
        PricedTask probe = add(policy, Priority.LOW, "t", 0);
        double waited = waitOf(policy, probe, task -> again(policy, task));

        assertThat(waited).isBetween(4_000.0, 4_000.0 + 2 * LONGEST_MS);
    }

    @Test
    void leastSlackWaitsNoLongerThanToItsLatestStart() {
        SchedulingPolicy policy = policy(SchedulerType.DEADLINE);
        add(policy, Priority.NORMAL, "t", now + LONGEST_MS);
        PricedTask probe = add(policy, Priority.NORMAL, "t", now + 5_000);
        double waited =
                waitOf(
                        policy,
                        probe,
                        task -> add(policy, Priority.NORMAL, "t", now + LONGEST_MS + 1));

        assertThat(waited).isBetween(4_500.0, 5_000.0 + LONGEST_MS);
    }

    @Test
    void manyTasksAreNoTrouble() {
        for (SchedulerType type : List.of(SchedulerType.DEADLINE, SchedulerType.COMPOSED)) {
            SchedulingPolicy policy = policy(type);
            int tasks = 100_000;
            for (int i = 0; i < tasks; i++) {
                add(policy, Priority.values()[i % 3], "t" + i % 1_000, i % 2 == 0 ? 0 : now + i);
            }
            Map<Integer, Double> shares = run(policy, tasks, task -> 0, task -> {});
            assertThat(shares).hasSize(1);
            assertThat(policy.peek(now)).isEmpty();
        }
    }

    private SchedulingPolicy policy(SchedulerType type, String... options) {
        return SchedulingPolicy.of(Scheduling.config(type, options));
    }

    private PricedTask add(SchedulingPolicy policy, Priority priority, String tenant, long due) {
        int ms = 1 + random.nextInt(LONGEST_MS);
        PricedTask task = task(priority, tenant, due, ms, ms);
        policy.add(task);
        return task;
    }

    private PricedTask task(
            Priority priority, String tenant, long deadlineMs, double deviceMs, double runMs) {
        return new PricedTask(
                Scheduling.task("r" + sequence, sequence++)
                        .priority(priority)
                        .tenant(tenant)
                        .arrived(now)
                        .deadline(deadlineMs)
                        .build(),
                deviceMs,
                runMs,
                deadlineMs > 0 ? deadlineMs : now + 3_600_000);
    }

    private void again(SchedulingPolicy policy, PricedTask task) {
        add(policy, task.task().priority(), task.task().tenant(), 0);
    }

    /** Runs tasks one after another and returns shares of device time by kind. */
    private <K> Map<K, Double> run(
            SchedulingPolicy policy,
            int tasks,
            Function<PricedTask, K> kind,
            Consumer<PricedTask> afterwards) {
        Map<K, Double> ms = new HashMap<>();
        double total = 0;
        for (int i = 0; i < tasks; i++) {
            PricedTask task = take(policy);
            ms.merge(kind.apply(task), task.deviceMs(), Double::sum);
            total += task.deviceMs();
            afterwards.accept(task);
        }
        double all = total;
        ms.replaceAll((key, value) -> value / all);
        return ms;
    }

    /** Returns the device time until a task is taken. */
    private double waitOf(
            SchedulingPolicy policy, PricedTask probe, Consumer<PricedTask> afterwards) {
        double waited = 0;
        for (int i = 0; i < 100_000; i++) {
            PricedTask task = take(policy);
            if (task == probe) {
                return waited;
            }
            waited += task.deviceMs();
            afterwards.accept(task);
        }
        throw new AssertionError("it waits for ever");
    }

    private PricedTask take(SchedulingPolicy policy) {
        PricedTask task = policy.peek(now).orElseThrow();
        policy.charge(task);
        policy.remove(task);
        now += (long) task.deviceMs();
        return task;
    }
}
