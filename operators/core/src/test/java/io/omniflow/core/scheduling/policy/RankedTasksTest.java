package io.omniflow.core.scheduling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.core.scheduling.Scheduling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankedTasksTest {

    @Test
    void countsAndSumsAsASortedListDoes() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            RankedTasks ranked = new RankedTasks(Order.SLACK);
            List<PricedTask> list = new ArrayList<>();
            for (int event = 0; event < 400; event++) {
                if (list.isEmpty() || random.nextInt(3) > 0) {
                    PricedTask task = task(event, random);
                    ranked.add(task);
                    list.add(task);
                    list.sort(Order.SLACK);
                } else {
                    PricedTask task = list.remove(random.nextInt(list.size()));
                    assertThat(ranked.remove(task)).isTrue();
                    assertThat(ranked.remove(task)).isFalse();
                }
                check(ranked, list, random);
            }
        }
    }

    private static void check(RankedTasks ranked, List<PricedTask> list, Random random) {
        assertThat(ranked.size()).isEqualTo(list.size());
        assertThat(ranked.isEmpty()).isEqualTo(list.isEmpty());
        if (list.isEmpty()) {
            assertThat(ranked.first()).isNull();
            return;
        }
        assertThat(ranked.first()).isEqualTo(list.get(0));
        int index = random.nextInt(list.size());
        Ahead before = ranked.before(list.get(index));
        double sum = list.subList(0, index).stream().mapToDouble(PricedTask::deviceMs).sum();
        assertThat(before.tasks()).isEqualTo(index);
        assertThat(before.deviceMs()).isCloseTo(sum, within(1e-6));
        double all = list.stream().mapToDouble(PricedTask::deviceMs).sum();
        assertThat(ranked.all().deviceMs()).isCloseTo(all, within(1e-6));
    }

    private static PricedTask task(int sequence, Random random) {
        return new PricedTask(
                Scheduling.task("r" + sequence, sequence).build(),
                1 + random.nextInt(100),
                random.nextInt(10),
                random.nextInt(50));
    }
}
