package io.omniflow.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LevelChoiceTest {

    private static final int CASES = 20_000;

    @Test
    void takesTheBestLevelThatMakesTheDeadlineOrElseTheLast() {
        Random random = new Random(11);
        int moved = 0;
        for (int i = 0; i < CASES; i++) {
            WaitingTask task = task(random);
            double exactMs = random.nextInt(8) == 0 ? 0 : random.nextInt(2_000);
            long nowMs = random.nextInt(1_000);

            LevelOption chosen = LevelChoice.of(task, exactMs, nowMs);

            assertThat(chosen).isEqualTo(oracle(task, exactMs, nowMs));
            moved += chosen.fingerprint().equals(task.fingerprint()) ? 0 : 1;
        }
        assertThat(moved).isBetween(CASES / 10, CASES * 9 / 10);
    }

    /** Tries the levels from the last to the first, and keeps each that is in time. */
    private static LevelOption oracle(WaitingTask task, double exactMs, long nowMs) {
        List<LevelOption> levels = new ArrayList<>();
        levels.add(new LevelOption(task.fingerprint(), task.effort()));
        levels.addAll(task.alternatives());
        if (task.deadlineMs() == 0) {
            return levels.get(0);
        }
        LevelOption best = levels.get(levels.size() - 1);
        for (int i = levels.size() - 1; i >= 0; i--) {
            if (nowMs + exactMs * levels.get(i).effort() <= task.deadlineMs()) {
                best = levels.get(i);
            }
        }
        return best;
    }

    private static WaitingTask task(Random random) {
        List<LevelOption> alternatives = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            alternatives.add(new LevelOption("level" + i, 1 - random.nextDouble()));
        }
        return Scheduling.task("t", 0)
                .deadline(random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(2_000))
                .effort(1 - random.nextDouble())
                .alternatives(alternatives)
                .build();
    }
}
