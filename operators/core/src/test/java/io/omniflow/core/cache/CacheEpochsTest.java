package io.omniflow.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEpoch.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CacheEpochsTest {

    @Test
    void nothingIsInvalidAtFirst() {
        assertThat(new CacheEpochs().notBefore("m", "t", "f")).isZero();
        assertThat(new CacheEpochs().memory()).isEmpty();
    }

    @Test
    void anEpochHoldsForItsScopeAndNameAlone() {
        CacheEpochs epochs = new CacheEpochs();
        epochs.add(new CacheEpoch(Scope.MODEL, "m", 10));
        epochs.add(new CacheEpoch(Scope.TENANT, "t", 20));
        epochs.add(new CacheEpoch(Scope.FINGERPRINT, "f", 30));

        assertThat(epochs.notBefore("m", "", "")).isEqualTo(10);
        assertThat(epochs.notBefore("", "t", "")).isEqualTo(20);
        assertThat(epochs.notBefore("m", "t", "f")).isEqualTo(30);
        assertThat(epochs.notBefore("t", "f", "m")).isZero();
    }

    @Test
    void saysWhetherAnEpochChangesAnything() {
        CacheEpochs epochs = new CacheEpochs();

        assertThat(epochs.add(new CacheEpoch(Scope.TENANT, "t", 20))).isTrue();
        assertThat(epochs.add(new CacheEpoch(Scope.TENANT, "t", 20))).isFalse();
        assertThat(epochs.add(new CacheEpoch(Scope.TENANT, "t", 10))).isFalse();
        assertThat(epochs.add(new CacheEpoch(Scope.ALL, "", 30))).isTrue();
        assertThat(epochs.add(new CacheEpoch(Scope.TENANT, "t", 25))).isFalse();
        assertThat(epochs.memory()).containsExactly(new CacheEpoch(Scope.ALL, "", 30));
    }

    @Test
    void agreesWithAListOfAllEpochsOnRandomHistories() {
        for (int seed = 0; seed < 100; seed++) {
            new History(new Random(seed), 1_000).play();
        }
    }

    @Test
    void withoutRoomForAllNamesTheOldestWidensTheEpochOfAll() {
        for (int seed = 0; seed < 100; seed++) {
            new History(new Random(seed), 3).play();
        }
    }

    /** Random epochs, restarts and forgetting beside the list of all epochs there ever were. */
    private static final class History {

        private static final int NAMES = 6;
        private static final long TTL = 300;

        private final Random random;
        private final int maxNames;
        private final List<CacheEpoch> oracle = new ArrayList<>();
        private CacheEpochs epochs;
        private long now;
        private long widened;

        History(Random random, int maxNames) {
            this.random = random;
            this.maxNames = maxNames;
            epochs = new CacheEpochs(maxNames);
        }

        void play() {
            for (int turn = 0; turn < 60; turn++) {
                now += random.nextInt(20);
                switch (random.nextInt(8)) {
                    case 0 -> restart();
                    case 1 -> epochs.forget(now - TTL);
                    default -> add();
                }
                check();
            }
        }

        private void add() {
            // ALL is rare, or it would hide the others.
            Scope scope = Scope.values()[random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3)];
            String name = scope == Scope.ALL ? "" : "n" + random.nextInt(NAMES);
            CacheEpoch epoch = new CacheEpoch(scope, name, Math.max(1, now - random.nextInt(400)));
            epochs.add(epoch);
            oracle.add(epoch);
            if (scope != Scope.ALL) {
                widen(scope);
            }
        }

        private void restart() {
            List<CacheEpoch> memory = epochs.memory();
            assertThat(memory).hasSizeLessThanOrEqualTo(1 + 3 * maxNames);
            epochs = new CacheEpochs(maxNames);
            epochs.restore(memory);
            assertThat(epochs.memory()).containsExactlyInAnyOrderElementsOf(memory);
        }

        private void check() {
            for (int i = 0; i < 8; i++) {
                String model = "n" + random.nextInt(NAMES);
                String tenant = "n" + random.nextInt(NAMES);
                String fingerprint = "n" + random.nextInt(NAMES);
                long expected = expected(model, tenant, fingerprint);
                long actual = epochs.notBefore(model, tenant, fingerprint);
                assertThat(actual).isGreaterThanOrEqualTo(expected);
                // What is wider lies before everything that is still served, or is for want of
                // room.
                assertThat(Math.max(actual, now - TTL))
                        .isEqualTo(Math.max(Math.max(expected, now - TTL), widened));
            }
        }

        /** For want of room the oldest name of a scope widens the epoch of all. */
        private void widen(Scope scope) {
            Set<String> names = new HashSet<>();
            oracle.stream()
                    .filter(epoch -> epoch.scope() == scope && epoch.beforeMs() > widest())
                    .forEach(epoch -> names.add(epoch.name()));
            if (names.size() > maxNames) {
                widened = names.stream().mapToLong(name -> latest(scope, name)).min().orElseThrow();
            }
        }

        private long widest() {
            return Math.max(widened, latest(Scope.ALL, ""));
        }

        private long expected(String model, String tenant, String fingerprint) {
            return LongStream.of(
                            latest(Scope.ALL, ""),
                            latest(Scope.MODEL, model),
                            latest(Scope.TENANT, tenant),
                            latest(Scope.FINGERPRINT, fingerprint))
                    .max()
                    .orElseThrow();
        }

        private long latest(Scope scope, String name) {
            return oracle.stream()
                    .filter(epoch -> epoch.scope() == scope && epoch.name().equals(name))
                    .mapToLong(CacheEpoch::beforeMs)
                    .max()
                    .orElse(0);
        }
    }
}
