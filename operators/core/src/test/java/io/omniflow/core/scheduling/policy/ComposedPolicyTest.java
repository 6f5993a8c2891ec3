package io.omniflow.core.scheduling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.scheduling.Scheduling;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the composed policy promises: who goes before whom, and who is never forgotten. */
class ComposedPolicyTest {

    private static final long RUN_MS = 100;
    private static final long AGING_MS = 20_000;

    private final SchedulingPolicy policy =
            SchedulingPolicy.of(
                    Scheduling.config(SchedulerType.COMPOSED, "aging", AGING_MS + " ms"));
    private long sequence;
    private long now;

    @Test
    void highGoesBeforeAnyOtherAndLateHighBeforeOnTimeNormal() {
        PricedTask lateHigh = add(Priority.HIGH, "t");
        now += 2 * RUN_MS + 1;
        add(Priority.NORMAL, "t");
        PricedTask high = add(Priority.HIGH, "t");

        assertThat(take()).isEqualTo(high);
        assertThat(take()).isEqualTo(lateHigh);
    }

    @Test
    void whatCanStillMakeItsTargetGoesFirstByLeastSlackAndTheLateHaveTheirTurns() {
        PricedTask late = add(Priority.NORMAL, "t");
        PricedTask later = add(Priority.NORMAL, "t");
        now += 2 * RUN_MS + 1;
        PricedTask loose = add(Priority.NORMAL, "t");
        PricedTask tight = add(Priority.NORMAL, "t", now + 2 * RUN_MS);

        assertThat(take()).isEqualTo(tight);
        assertThat(take()).isEqualTo(late);
        assertThat(take()).isEqualTo(loose);
        assertThat(take()).isEqualTo(later);
    }

    @Test
    void theLateGetAnEighth() {
        for (int i = 0; i < 2_000; i++) {
            add(Priority.NORMAL, "late");
        }
        now += 2 * RUN_MS + 1;
        add(Priority.NORMAL, "onTime");
        add(Priority.NORMAL, "onTime");
        Map<String, Double> shares = run(4_000, task -> task.task().tenant(), this::again);

        assertThat(shares.get("late")).isCloseTo(1 / 8.0, within(0.01));
    }

    @Test
    void theAgedGetAnEighthEvenBesideClassHigh() {
        PricedTask low = add(Priority.LOW, "t");
        PricedTask normal = add(Priority.NORMAL, "t");
        add(Priority.HIGH, "t");
        add(Priority.HIGH, "t");

        assertThat(waitOf(normal)).isBetween((double) AGING_MS, AGING_MS + 9.0 * RUN_MS);
        assertThat(waitOf(low)).isBetween(2.0 * AGING_MS, 2 * AGING_MS + 9.0 * RUN_MS);
    }

    @Test
    void aTenantBeyondItsShareGivesWayToOthersOfItsTier() {
        for (int i = 0; i < 3_000; i++) {
            add(Priority.NORMAL, "noisy", now + 1_000_000);
        }
        PricedTask quiet = add(Priority.LOW, "quiet");
        double before = waitOf(quiet);
        assertThat(before).isLessThan(AGING_MS);

        run(300, task -> 0, task -> {});
        PricedTask back = add(Priority.LOW, "quiet");
        assertThat(take()).isEqualTo(back);
    }

    @Test
    void highMayPauseTheOthersWhatIsOnTimeWhatRunsLongerAndTheLateNobody() {
        PricedTask late = add(Priority.NORMAL, "t");
        now += 2 * RUN_MS + 1;
        PricedTask normal = add(Priority.NORMAL, "t");
        PricedTask high = add(Priority.HIGH, "t");
        assertThat(policy.peekUrgent(now)).contains(high);

        assertThat(policy.level(high)).isLessThan(policy.level(normal));
        assertThat(policy.level(normal)).isNotEqualTo(RunTerms.NOT_URGENT);
        assertThat(policy.level(late)).isEqualTo(RunTerms.NOT_URGENT);
        policy.remove(high);
        assertThat(policy.peekUrgent(now)).contains(normal);
        policy.remove(normal);
        assertThat(policy.peekUrgent(now)).isEmpty();
        assertThat(policy.peek(now)).contains(late);
    }

    @Test
    void anAgedTaskMayPauseWhatIsBelowHighWhenItsTurnHasCome() {
        PricedTask aged = add(Priority.NORMAL, "t");
        now += AGING_MS;
        PricedTask normal = add(Priority.NORMAL, "t");
        PricedTask high = add(Priority.HIGH, "t");
        policy.peek(now);
        assertThat(policy.level(aged)).isEqualTo(RunTerms.NOT_URGENT);

        for (int i = 0; i < 8 && policy.peekUrgent(now).orElseThrow() != aged; i++) {
            take();
            add(Priority.HIGH, "t");
        }
        assertThat(policy.peekUrgent(now)).contains(aged);
        assertThat(policy.level(aged)).isBetween(policy.level(high), policy.level(normal));
    }

    private PricedTask add(Priority priority, String tenant) {
        return add(priority, tenant, 0);
    }

    private PricedTask add(Priority priority, String tenant, long deadlineMs) {
        PricedTask task =
                new PricedTask(
                        Scheduling.task("r" + sequence, sequence++)
                                .priority(priority)
                                .tenant(tenant)
                                .arrived(now)
                                .deadline(deadlineMs)
                                .build(),
                        RUN_MS,
                        RUN_MS,
                        deadlineMs > 0 ? deadlineMs : now + 3_600_000);
        policy.add(task);
        return task;
    }

    private void again(PricedTask task) {
        if (!task.task().tenant().equals("late")) {
            add(task.task().priority(), task.task().tenant());
        }
    }

    private PricedTask take() {
        PricedTask task = policy.peek(now).orElseThrow();
        policy.charge(task);
        policy.remove(task);
        now += RUN_MS;
        return task;
    }

    private <K> Map<K, Double> run(
            int tasks, Function<PricedTask, K> kind, Consumer<PricedTask> afterwards) {
        Map<K, Double> parts = new HashMap<>();
        for (int i = 0; i < tasks; i++) {
            PricedTask task = take();
            parts.merge(kind.apply(task), 1.0 / tasks, Double::sum);
            afterwards.accept(task);
        }
        return parts;
    }

    /** Returns how long a task waits while each that is taken comes again. */
    private double waitOf(PricedTask probe) {
        for (int i = 0; i < 100_000; i++) {
            long at = now;
            PricedTask task = take();
            if (task.equals(probe)) {
                return at - probe.task().arrivedMs();
            }
            again(task);
        }
        throw new AssertionError("it waits for ever");
    }
}
