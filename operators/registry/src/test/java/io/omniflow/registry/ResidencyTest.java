package io.omniflow.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidencyTest {

    private static final long TURN = 50;

    /** What the slow oracle knows of a model. */
    private static final class Model {
        private final String key;
        private final boolean pinned;
        private long bytes;
        private final long since;
        private long used;
        private boolean busy;

        Model(String key, long bytes, boolean pinned, long since) {
            this.key = key;
            this.bytes = bytes;
            this.pinned = pinned;
            this.since = since;
            this.used = since;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void decidesAsTheOracleDoes(long seed) {
        Random random = new Random(seed);
        long budget = 100;
        Residency residency = new Residency(budget, TURN);
        List<Model> models = new ArrayList<>();
        int entered = 0;
        int evicted = 0;
        long now = 0;
        for (int event = 0; event < 5_000; event++) {
            now += 1 + random.nextInt(20);
            if (random.nextInt(3) > 0 && !models.isEmpty()) {
                Model model = models.get(random.nextInt(models.size()));
                model.busy = random.nextBoolean();
                model.used = now;
                residency.use(model.key, model.busy, now);
            } else {
                long bytes = 1 + random.nextInt(60);
                Residency.Plan plan = residency.plan("new", bytes, now);
                List<String> leave = new ArrayList<>();
                boolean fits = oracle(models, budget, bytes, now, leave);
                assertThat(plan).isEqualTo(new Residency.Plan(fits, leave));
                assertThat(residency.room()).isEqualTo(budget - pinned(models));
                if (fits) {
                    evicted += leave.size();
                    leave.forEach(residency::leave);
                    models.removeIf(model -> leave.contains(model.key));
                    boolean pin = pinned(models) + bytes < 50 && random.nextInt(10) == 0;
                    Model model = new Model("m" + entered++, bytes, pin, now);
                    models.add(model);
                    residency.enter(model.key, bytes, pin, now);
                }
            }
            if (!models.isEmpty() && random.nextInt(5) == 0) {
                grow(residency, models.get(random.nextInt(models.size())), models, now, random);
            }
            assertThat(residency.taken()).isEqualTo(taken(models)).isLessThanOrEqualTo(budget);
            if (models.size() > 3 && random.nextInt(40) == 0) {
                residency.leave(models.remove(random.nextInt(models.size())).key);
            }
        }
        assertThat(evicted).isGreaterThan(200);
    }

    @Test
    void withoutABoundEverythingFits() {
        Residency residency = new Residency(0, TURN);
        residency.enter("a", Long.MAX_VALUE / 2, true, 0);

        assertThat(residency.plan("b", 1L << 60, 0)).isEqualTo(new Residency.Plan(true, List.of()));
        assertThat(residency.room()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesWhatHasNoRoom() {
        Residency residency = new Residency(10, TURN);
        residency.enter("a", 6, false, 0);

        assertThatThrownBy(() -> residency.enter("b", 5, false, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("b of 5 bytes");
    }

    /** A model that asks for more never leaves for itself, and gives back what it does not need. */
    private static void grow(
            Residency residency, Model model, List<Model> models, long now, Random random) {
        long more = random.nextInt(20);
        List<Model> others = new ArrayList<>(models);
        others.remove(model);
        List<String> leave = new ArrayList<>();
        boolean fits = oracle(others, 100 - model.bytes, more, now, leave);
        assertThat(residency.plan(model.key, more, now)).isEqualTo(new Residency.Plan(fits, leave));
        assertThat(residency.roomOf(model.key)).isEqualTo(100 - pinned(others));
        if (fits && leave.isEmpty()) {
            residency.resize(model.key, more);
            model.bytes += more;
            if (model.pinned || random.nextBoolean()) {
                residency.resize(model.key, -more);
                model.bytes -= more;
            }
        }
    }

    private static boolean oracle(
            List<Model> models, long budget, long bytes, long now, List<String> leave) {
        List<Model> left = new ArrayList<>(models);
        while (taken(left) + bytes > budget) {
            Model next =
                    left.stream()
                            .filter(m -> !m.pinned && !m.busy)
                            .min(Comparator.comparingLong(m -> m.used))
                            .or(
                                    () ->
                                            left.stream()
                                                    .filter(m -> !m.pinned && now - m.since >= TURN)
                                                    .min(Comparator.comparingLong(m -> m.since)))
                            .orElse(null);
            if (next == null) {
                return false;
            }
            left.remove(next);
            leave.add(next.key);
        }
        return true;
    }

    private static long taken(List<Model> models) {
        return models.stream().mapToLong(model -> model.bytes).sum();
    }

    private static long pinned(List<Model> models) {
        return models.stream().filter(m -> m.pinned).mapToLong(model -> model.bytes).sum();
    }
}
