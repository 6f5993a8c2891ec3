package io.omniflow.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares the keys of random tasks with their fields, pair by pair. */
class SharingKeyTest {

    private static final List<String> TENANTS = List.of("", "a", "*", "@", "@a", "~0.5*");
    private static final double[] BOUNDS = {0, 0.5, 0.75};

    @Test
    void equalKeysMeanThatBothMayShare() {
        Random random = new Random(11);
        List<GenerationTask> tasks = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            tasks.add(task(random, i));
        }
        int pairs = 0;
        for (GenerationTask one : tasks) {
            for (GenerationTask other : tasks) {
                boolean equal =
                        !one.sharingKey().isEmpty() && one.sharingKey().equals(other.sharingKey());
                assertThat(equal).as("%s and %s", one, other).isEqualTo(mayShare(one, other));
                pairs += equal && one != other ? 1 : 0;
            }
        }
        assertThat(pairs).isGreaterThan(1_000);
    }

    private static boolean mayShare(GenerationTask one, GenerationTask other) {
        CacheTerms mine = one.cache();
        CacheTerms theirs = other.cache();
        boolean both = mine.read() && mine.write() && theirs.read() && theirs.write();
        boolean visible =
                mine.shared() == theirs.shared()
                        && (mine.shared() || one.tenant().equals(other.tenant()));
        return both
                && visible
                && mine.similarity() == theirs.similarity()
                && one.fingerprint().equals(other.fingerprint());
    }

    private static GenerationTask task(Random random, int number) {
        return new GenerationTask(
                new TaskId("r" + number, 0),
                1,
                "m",
                "rev",
                new GenerationParams("p", "", 32, 32, 20, 2.0, 1),
                Priority.NORMAL,
                TENANTS.get(random.nextInt(TENANTS.size())),
                0,
                0,
                random.nextBoolean() ? "abc1" : "abc2",
                "request",
                "key",
                new CacheTerms(
                        random.nextInt(6) > 0,
                        random.nextInt(6) > 0,
                        random.nextBoolean(),
                        BOUNDS[random.nextInt(BOUNDS.length)]),
                List.of(),
                Map.of());
    }
}
