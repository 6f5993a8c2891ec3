package io.omniflow.core.scheduling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.scheduling.LevelOption;
import io.omniflow.core.scheduling.Scheduling;
import io.omniflow.core.scheduling.WaitingTask;
import java.util.List;
import org.junit.jupiter.api.Test;

class PricedTaskTest {

    @Test
    void aTaskThatMayMoveIsNotLateWhileALowerLevelMakesItsDeadline() {
        WaitingTask adaptive =
                Scheduling.task("a", 0)
                        .deadline(1_000)
                        .effort(0.8)
                        .alternatives(List.of(new LevelOption("low", 0.2)))
                        .build();
        WaitingTask plain = Scheduling.task("b", 1).deadline(1_000).effort(0.8).build();

        assertThat(new PricedTask(adaptive, 400, 800, 1_000).targetStartMs()).isEqualTo(800);
        assertThat(new PricedTask(plain, 400, 800, 1_000).targetStartMs()).isEqualTo(200);
        assertThat(new PricedTask(adaptive, 400, 800, 1_000).latestStartMs()).isEqualTo(200);
    }
}
