package io.omniflow.core.scheduling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.scheduling.Scheduling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares what is said to go before a task with what does. */
class AheadTest {

    private static final int LONGEST_MS = 20;

    /**
     * One queue and absolute classes are exact; weighted classes are some tasks off, and tenants
     * some more, since they are taken together though one may have nothing left.
     */
    @ParameterizedTest
    @CsvSource({
        "FIFO, false, 0",
        "DEADLINE, false, 0",
        "PRIORITY, true, 0",
        "PRIORITY, false, 60",
        "FAIR, false, 200",
        "COMPOSED, true, 200"
    })
    void saysWhatGoesBefore(SchedulerType type, boolean strict, double offMs) {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            SchedulingPolicy policy =
                    SchedulingPolicy.of(Scheduling.config(type, "strict", String.valueOf(strict)));
            List<PricedTask> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                tasks.add(task(i, random));
                policy.add(tasks.get(i));
            }
            PricedTask probe = tasks.get(random.nextInt(tasks.size()));
            Ahead said = policy.ahead(probe);
            Ahead actual = released(policy, probe);
            assertThat(said.deviceMs()).isCloseTo(actual.deviceMs(), within(offMs + 1e-6));
            if (offMs == 0) {
                assertThat(said.tasks()).isEqualTo(actual.tasks());
            }
        }
    }

    private static Ahead released(SchedulingPolicy policy, PricedTask probe) {
        int count = 0;
        double ms = 0;
        PricedTask task = policy.peek(0).orElseThrow();
        while (task != probe) {
            policy.charge(task);
            policy.remove(task);
            count++;
            ms += task.deviceMs();
            task = policy.peek(0).orElseThrow();
        }
        return new Ahead(count, ms);
    }

    private static PricedTask task(int sequence, Random random) {
        int ms = 1 + random.nextInt(LONGEST_MS);
        return new PricedTask(
                Scheduling.task("r" + sequence, sequence)
                        .priority(Priority.values()[random.nextInt(3)])
                        .tenant("t" + random.nextInt(4))
                        .build(),
                ms,
                ms,
                10_000 + random.nextInt(10_000));
    }
}
