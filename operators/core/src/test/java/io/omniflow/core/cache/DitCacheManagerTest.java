package io.omniflow.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.generation.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DitCacheManagerTest {

    private static final long TTL = 1_000;

    private final HeapStore store = new HeapStore();

    @Test
    void aLookUpNeverInventsAnEntry() {
        DitCacheManager cache = cache(10_000, 10);

        assertThat(cache.get("k", "f", 0)).isEmpty();
        assertThat(cache.get("k", "f", 0)).isEmpty();
        assertThat(cache.statistics().misses()).isEqualTo(2);
        assertThat(cache.statistics().entries()).isZero();
    }

    @Test
    void servesWhatWasStoredUnderItsNeighbourhoodAndFingerprintOnly() {
        DitCacheManager cache = cache(10_000, 10);
        CacheEntry entry = entry("k", "f", 10, 0);
        cache.set(entry, 0);

        assertThat(cache.get("k", "f", 1)).contains(entry);
        assertThat(cache.get("k", "other", 1)).isEmpty();
        assertThat(cache.get("other", "f", 1)).isEmpty();
        assertThat(cache.statistics().hits()).isEqualTo(1);
    }

    @Test
    void evictsTheLeastRecentlyUsedNotTheLeastOftenUsed() {
        DitCacheManager cache = cache(100_000, 2);
        cache.set(entry("k", "often", 10, 0), 0);
        cache.get("k", "often", 0);
        cache.get("k", "often", 0);
        cache.set(entry("k", "recent", 10, 0), 0);
        cache.set(entry("k", "new", 10, 0), 0);

        assertThat(store.fingerprints()).containsExactlyInAnyOrder("recent", "new");
    }

    @Test
    void evictsAsManyAsTheByteLimitAsks() {
        DitCacheManager cache = cache(3_000, 100);
        for (int i = 0; i < 6; i++) {
            cache.set(entry("k", "small" + i, 100, 0), 0);
        }
        cache.set(entry("k", "large", 2_600, 0), 0);

        assertThat(store.fingerprints()).containsExactly("large");
        assertThat(cache.statistics().bytes()).isLessThanOrEqualTo(3_000);
        assertThat(cache.statistics().evictions()).isEqualTo(6);
    }

    @Test
    void doesNotStoreWhatIsLargerThanTheLimitOrTooOld() {
        DitCacheManager cache = cache(1_000, 10);
        cache.set(entry("k", "kept", 10, 0), 0);
        cache.set(entry("k", "large", 5_000, 0), 0);
        cache.set(entry("k", "old", 10, 0), TTL);

        assertThat(store.fingerprints()).containsExactly("kept");
    }

    @Test
    void forgetsAnEntryWhenItsTimeIsOver() {
        DitCacheManager cache = cache(10_000, 10);
        cache.set(entry("k", "f", 10, 0), 0);

        assertThat(cache.get("k", "f", TTL - 1)).isPresent();
        assertThat(cache.get("k", "f", TTL)).isEmpty();
        assertThat(store.fingerprints()).isEmpty();
        assertThat(cache.statistics().bytes()).isZero();
        assertThat(cache.statistics().expirations()).isEqualTo(1);
    }

    @Test
    void aSecondEntryOfAFingerprintReplacesTheFirst() {
        DitCacheManager cache = cache(10_000, 10);
        cache.set(entry("k", "f", 1_000, 0), 0);
        long before = cache.statistics().bytes();
        cache.set(entry("k", "f", 10, 0), 0);

        assertThat(cache.statistics().entries()).isEqualTo(1);
        assertThat(cache.statistics().bytes()).isEqualTo(before - 990);
    }

    @Test
    void invalidatingRemovesOneEntryAndIsHarmlessTwice() {
        DitCacheManager cache = cache(10_000, 10);
        cache.set(entry("k", "a", 10, 0), 0);
        cache.set(entry("k", "b", 10, 0), 0);
        cache.invalidate("k", "a");
        cache.invalidate("k", "a");

        assertThat(store.fingerprints()).containsExactly("b");
        assertThat(cache.statistics().entries()).isEqualTo(1);
    }

    @Test
    void agreesWithAnObviousCacheOnRandomHistories() {
        for (int seed = 0; seed < 300; seed++) {
            new History(seed).play();
        }
    }

    private DitCacheManager cache(long maxBytes, int maxEntries) {
        return new DitCacheManager(new DitCacheConfig(true, maxBytes, maxEntries, TTL), store);
    }

    private static CacheEntry entry(String key, String fingerprint, int bytes, long createdMs) {
        Output output = new Output(new byte[bytes], "image/png", 1, 1, List.of());
        return new CacheEntry(key, fingerprint, "m", "r", "", createdMs, 20, output);
    }

    /** Random look-ups, inserts and restarts beside a list ordered by last use. */
    private static final class History {

        private static final long MAX_BYTES = 6_000;
        private static final int MAX_ENTRIES = 8;

        private final Random random;
        private final HeapStore store = new HeapStore();
        private final List<CacheEntry> oracle = new ArrayList<>();
        private final DitCacheManager cache;

        History(int seed) {
            random = new Random(seed);
            cache =
                    new DitCacheManager(
                            new DitCacheConfig(true, MAX_BYTES, MAX_ENTRIES, TTL), store);
        }

        void play() {
            for (long now = 0; now < 3_000; now += 1 + random.nextInt(20)) {
                String key = "k" + random.nextInt(3);
                String fingerprint = "f" + random.nextInt(12);
                if (random.nextBoolean()) {
                    lookUp(key, fingerprint, now);
                } else {
                    insert(entry(key, fingerprint, random.nextInt(3_000), now), now);
                }
                assertThat(cache.statistics().bytes()).isEqualTo(bytes());
                assertThat(cache.statistics().bytes()).isLessThanOrEqualTo(MAX_BYTES);
                assertThat(store.entries.values()).containsExactlyInAnyOrderElementsOf(oracle);
            }
        }

        private void lookUp(String key, String fingerprint, long now) {
            Optional<CacheEntry> expected = find(key, fingerprint);
            if (expected.isPresent()) {
                oracle.remove(expected.get());
                if (now - expected.get().createdMs() >= TTL) {
                    expected = Optional.empty();
                } else {
                    oracle.add(expected.get());
                }
            }
            assertThat(cache.get(key, fingerprint, now)).isEqualTo(expected);
        }

        private void insert(CacheEntry entry, long now) {
            cache.set(entry, now);
            find(entry.key(), entry.fingerprint()).ifPresent(oracle::remove);
            oracle.add(entry);
            while (bytes() > MAX_BYTES || oracle.size() > MAX_ENTRIES) {
                oracle.remove(0);
            }
        }

        private Optional<CacheEntry> find(String key, String fingerprint) {
            return oracle.stream()
                    .filter(e -> e.key().equals(key) && e.fingerprint().equals(fingerprint))
                    .findFirst();
        }

        private long bytes() {
            return oracle.stream().mapToLong(entry -> entry.header().bytes()).sum();
        }
    }

    /** Entries on the heap. */
    private static final class HeapStore implements CacheStore {

        private final Map<String, CacheEntry> entries = new HashMap<>();

        List<String> fingerprints() {
            return entries.values().stream().map(CacheEntry::fingerprint).toList();
        }

        @Override
        public Optional<CacheEntry> get(String key, String fingerprint) {
            return Optional.ofNullable(entries.get(key + "/" + fingerprint));
        }

        @Override
        public void put(CacheEntry entry) {
            entries.put(entry.key() + "/" + entry.fingerprint(), entry);
        }

        @Override
        public void remove(String key, String fingerprint) {
            entries.remove(key + "/" + fingerprint);
        }
    }
}
