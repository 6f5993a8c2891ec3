package io.omniflow.core.cache;

import static io.omniflow.core.cache.Entries.entry;
import static io.omniflow.core.cache.Entries.neighbour;
import static io.omniflow.core.cache.Entries.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEpoch.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

class DitCacheManagerTest {

    private static final long TTL = 1_000;

    private final HeapStore store = new HeapStore();

    @Test
    void aLookUpNeverInventsAnEntry() {
        DitCacheManager cache = cache(10_000, 10);

        assertThat(cache.get(query("k", "f"), 0)).isEmpty();
        assertThat(cache.get(query("k", "f"), 0)).isEmpty();
        assertThat(cache.statistics().misses()).isEqualTo(2);
        assertThat(cache.statistics().entries()).isZero();
    }

    @Test
    void servesWhatWasStoredUnderItsNeighbourhoodAndFingerprintOnly() {
        DitCacheManager cache = cache(10_000, 10);
        CacheEntry entry = entry("k", "f", 10, 0);
        assertThat(cache.set(entry, 0)).isTrue();

        assertThat(cache.get(query("k", "f"), 1)).contains(entry);
        assertThat(cache.get(query("k", "other"), 1)).isEmpty();
        assertThat(cache.get(query("other", "f"), 1)).isEmpty();
        assertThat(cache.statistics().hits()).isEqualTo(1);
        assertThat(cache.statistics().stepsSpared()).isEqualTo(20);
        assertThat(cache.statistics().hitRate()).isEqualTo(1.0 / 3);
    }

    @Test
    void evictsTheLeastRecentlyUsedNotTheLeastOftenUsed() {
        DitCacheManager cache = cache(100_000, 2);
        cache.set(entry("k", "often", 10, 0), 0);
        cache.get(query("k", "often"), 0);
        cache.get(query("k", "often"), 0);
        cache.set(entry("k", "recent", 10, 0), 0);
        cache.set(entry("k", "new", 10, 0), 0);

        assertThat(store.fingerprints()).containsExactlyInAnyOrder("recent", "new");
    }

    @Test
    void lookUpsWriteUsesBackOneByOne() {
        DitCacheManager cache = cache(100_000, 10);
        long later = DitCacheManager.SETTLE_AFTER_MS;
        for (String fingerprint : List.of("a", "b", "c")) {
            cache.set(entry("k", fingerprint, 10, 0), 0);
            cache.get(query("k", fingerprint), 0);
        }
        cache.get(query("k", "a"), later - 1);
        assertThat(store.hits()).containsOnly(0L);

        cache.get(query("k", "a"), later);
        assertThat(store.hits()).containsExactly(2L, 0L, 0L);
        cache.get(query("k", "missing"), later);
        assertThat(store.hits()).containsExactly(2L, 1L, 0L);
        cache.settle();
        assertThat(store.hits()).containsExactly(3L, 1L, 1L);
    }

    @Test
    void costKeepsWhatSparesMostStepsForItsSize() {
        DitCacheManager cache = cache(4_000, 10, CacheStrategy.COST);
        cache.set(entry("k", "large", "", false, 1_000, 0, 20), 0);
        cache.set(entry("k", "small", "", false, 100, 0, 20), 0);
        cache.set(entry("k", "long", "", false, 1_000, 0, 50), 0);
        cache.set(entry("k", "new", 500, 0), 0);

        assertThat(store.fingerprints()).containsExactly("small", "long", "new");
    }

    @Test
    void withEqualBytesCostCountsUsesTimesSteps() {
        DitCacheManager cache = cache(100_000, 2, CacheStrategy.COST);
        cache.set(entry("k", "a", "", false, 100, 0, 10), 0);
        cache.set(entry("k", "b", "", false, 100, 0, 25), 0);
        cache.get(query("k", "a"), 0);
        cache.get(query("k", "a"), 0);
        cache.set(entry("k", "c", "", false, 100, 0, 5), 0);

        assertThat(store.fingerprints()).containsExactly("a", "c");
    }

    @Test
    void anEntryWithItsDataElsewhereIsAHitWhenItWasServed() {
        DitCacheManager cache = cache(10_000, 2, CacheStrategy.LFU);
        CacheEntry far = elsewhere("far", 0);
        cache.set(far, 0);
        cache.set(entry("k", "near", 10, 0), 0);
        assertThat(cache.get(query("k", "far"), 0)).isPresent();
        assertThat(cache.statistics().hits()).isZero();
        assertThat(cache.statistics().misses()).isZero();

        cache.served(far, 0);
        assertThat(cache.statistics().hits()).isEqualTo(1);
        assertThat(cache.statistics().stepsSpared()).isEqualTo(20);
        cache.set(entry("k", "new", 10, 0), 0);
        assertThat(store.fingerprints()).containsExactly("far", "new");
    }

    @Test
    void anEntryThatCannotBeReadGoesUnlessALaterOneIsThere() {
        DitCacheManager cache = cache(10_000, 10);
        CacheEntry first = elsewhere("f", 0);
        cache.set(first, 0);
        cache.set(elsewhere("f", 1), 1);
        cache.unreadable(first);
        assertThat(cache.get(query("k", "f"), 1)).isPresent();

        cache.unreadable(elsewhere("f", 1));
        cache.unreadable(elsewhere("f", 1));
        assertThat(cache.get(query("k", "f"), 1)).isEmpty();
        assertThat(cache.statistics().evictions(EvictionCause.UNREADABLE)).isEqualTo(1);
        assertThat(cache.statistics().misses()).isEqualTo(1);
    }

    @Test
    void makesRoomBeforeItStores() {
        DitCacheManager cache = cache(4_000, 100);
        for (int i = 0; i < 6; i++) {
            cache.set(entry("k", "small" + i, 100, 0), 0);
        }
        cache.set(entry("k", "large", 3_200, 0), 0);

        assertThat(store.fingerprints()).containsExactly("large");
        assertThat(store.mostBytes).isLessThanOrEqualTo(4_000);
        assertThat(cache.statistics().evictions(EvictionCause.BYTES)).isEqualTo(6);
    }

    @Test
    void doesNotStoreWhatIsLargerThanTheLimitOrTooOld() {
        DitCacheManager cache = cache(1_000, 10);
        cache.set(entry("k", "kept", 10, TTL), 0);

        assertThat(cache.set(entry("k", "large", 5_000, TTL), TTL)).isFalse();
        assertThat(cache.set(entry("k", "old", 10, 0), TTL)).isFalse();
        assertThat(store.fingerprints()).containsExactly("kept");
    }

    @Test
    void forgetsAnEntryWhenItsTimeIsOver() {
        DitCacheManager cache = cache(10_000, 10);
        cache.set(entry("k", "f", 10, 0), 0);

        assertThat(cache.get(query("k", "f"), TTL - 1)).isPresent();
        assertThat(cache.get(query("k", "f"), TTL)).isEmpty();
        assertThat(store.fingerprints()).isEmpty();
        assertThat(cache.statistics().bytes()).isZero();
        assertThat(cache.statistics().evictions(EvictionCause.TTL)).isEqualTo(1);
    }

    @Test
    void onlyAYoungerEntryReplacesTheOneInItsSlot() {
        DitCacheManager cache = cache(10_000, 10);
        cache.set(entry("k", "f", 1_000, 5), 5);
        cache.get(query("k", "f"), 5);
        long before = cache.statistics().bytes();

        assertThat(cache.set(entry("k", "f", 500, 4), 6)).isFalse();
        assertThat(cache.set(entry("k", "f", 500, 5), 6)).isFalse();
        assertThat(cache.set(entry("k", "f", 10, 6), 6)).isTrue();
        assertThat(cache.statistics().entries()).isEqualTo(1);
        assertThat(cache.statistics().bytes()).isEqualTo(before - 990);
        assertThat(store.headers.values()).extracting(EntryHeader::hits).containsExactly(1L);
    }

    @Test
    void othersSeeAnEntryOnlyIfBothSidesShare() {
        DitCacheManager cache = cache(100_000, 10);
        cache.set(entry("k", "own", "a", false, 10, 0, 20), 0);
        cache.set(entry("k", "shared", "a", true, 10, 0, 20), 0);

        assertThat(cache.get(new CacheQuery("k", "own", "a", false, 0), 0)).isPresent();
        assertThat(cache.get(new CacheQuery("k", "own", "b", true, 0), 0)).isEmpty();
        assertThat(cache.get(new CacheQuery("k", "shared", "a", false, 0), 0)).isPresent();
        assertThat(cache.get(new CacheQuery("k", "shared", "b", true, 0), 0)).isPresent();
        assertThat(cache.get(new CacheQuery("k", "shared", "b", false, 0), 0)).isEmpty();
        assertThat(cache.get(new CacheQuery("k", "shared", "", false, 0), 0)).isEmpty();
    }

    @Test
    void whatATenantKeepsToItselfNeverReplacesWhatOthersSee() {
        DitCacheManager cache = cache(100_000, 10);
        cache.set(entry("k", "f", "a", true, 10, 0, 20), 0);
        CacheEntry own = entry("k", "f", "b", false, 10, 1, 20);
        cache.set(own, 1);

        assertThat(cache.get(new CacheQuery("k", "f", "c", true, 0), 1)).isPresent();
        assertThat(cache.get(new CacheQuery("k", "f", "b", true, 0), 1)).contains(own);
        assertThat(cache.statistics().entries()).isEqualTo(2);
        cache.invalidate("k", "f");
        assertThat(store.entries).isEmpty();
    }

    @Test
    void whatWasInvalidatedDoesNotComeBackWhenItIsReadAgain() {
        for (CacheEpoch epoch :
                List.of(
                        new CacheEpoch(Scope.ALL, "", 10),
                        new CacheEpoch(Scope.MODEL, "m", 10),
                        new CacheEpoch(Scope.TENANT, "a", 10),
                        new CacheEpoch(Scope.FINGERPRINT, "f", 10))) {
            HeapStore heap = new HeapStore();
            DitCacheManager cache = new DitCacheManager("m", config(100_000, 10), heap);
            CacheEntry entry = entry("k", "f", "a", true, 10, 9, 20);
            cache.set(entry, 9);
            cache.invalidate(epoch);

            assertThat(heap.entries).as("%s", epoch).isEmpty();
            assertThat(cache.set(entry, 11)).isFalse();
            assertThat(cache.set(entry("k", "f", "a", true, 10, 10, 20), 11)).isTrue();

            DitCacheManager restarted =
                    new DitCacheManager("m", config(100_000, 10), new HeapStore());
            cache.epochs(11).forEach(restarted::invalidate);
            assertThat(restarted.set(entry, 11)).isFalse();
        }
    }

    @Test
    void epochsOfOthersDoNotTouchAnEntry() {
        DitCacheManager cache = cache(100_000, 10);
        cache.set(entry("k", "f", "a", true, 10, 9, 20), 9);
        cache.invalidate(new CacheEpoch(Scope.MODEL, "other", 10));
        cache.invalidate(new CacheEpoch(Scope.TENANT, "b", 10));
        cache.invalidate(new CacheEpoch(Scope.FINGERPRINT, "g", 10));
        cache.invalidate(new CacheEpoch(Scope.ALL, "", 9));

        assertThat(store.entries).hasSize(1);
    }

    @Test
    void aTaskThatComesAfterAnInvalidationIsNotServedWhatIsOlder() {
        DitCacheManager cache = cache(100_000, 10);
        cache.set(entry("k", "f", 10, 9), 9);

        assertThat(cache.get(new CacheQuery("k", "f", "", false, 10), 10)).isEmpty();
        assertThat(cache.get(new CacheQuery("k", "f", "", false, 9), 10)).isPresent();
    }

    @Test
    void findsTheMostSimilarPromptsOncePerPrompt() {
        DitCacheManager cache = cache(100_000, 100);
        cache.set(neighbour("k", "f1", "a red circle on a green background", 0), 0);
        cache.set(neighbour("k", "f2", "a red circle on a green background", 0), 0);
        cache.set(
                neighbour("k", "f3", "a green circle on a red background", 0)
                        .withLatentsAt("file:///far/f3"),
                0);
        cache.set(neighbour("k", "f4", "two blue squares", 0), 0);
        cache.set(neighbour("k", "f5", "a blue square", 0), 0);
        cache.set(neighbour("other", "f6", "a red circle", 0), 0);
        cache.set(entry("k", "f7", 10, 0), 0);
        CacheQuery query = new CacheQuery("k", "f", "b", true, 0);

        List<CacheEntry> found = cache.candidates(query, "Red circle on a green background.", 0);
        assertThat(found).extracting(CacheEntry::fingerprint).startsWith("f2", "f3").hasSize(4);
        assertThat(cache.statistics().offers()).isEqualTo(1);
        assertThat(cache.candidates(new CacheQuery("k", "f", "b", false, 0), "a red circle", 0))
                .isEmpty();
        assertThat(cache.candidates(new CacheQuery("k", "f", "b", true, 1), "a red circle", 1))
                .isEmpty();
    }

    @Test
    void aSmallerConfigurationHoldsAtOnce() {
        DitCacheManager cache = cache(100_000, 10);
        for (int i = 0; i < 8; i++) {
            cache.set(entry("k", "f" + i, 10, 0), 0);
        }
        cache.get(query("k", "f0"), 0);
        cache.reconfigure(config(100_000, 2), 0);

        assertThat(store.fingerprints()).containsExactlyInAnyOrder("f0", "f7");
        assertThat(cache.statistics().evictions(EvictionCause.ENTRIES)).isEqualTo(6);
    }

    private DitCacheManager cache(long maxBytes, int maxEntries) {
        return cache(maxBytes, maxEntries, CacheStrategy.LRU);
    }

    private DitCacheManager cache(long maxBytes, int maxEntries, CacheStrategy strategy) {
        return new DitCacheManager("m", config(maxBytes, maxEntries).withStrategy(strategy), store);
    }

    private static DitCacheConfig config(long maxBytes, int maxEntries) {
        return new DitCacheConfig(true, maxBytes, maxEntries, TTL);
    }

    private static CacheEntry elsewhere(String fingerprint, long createdMs) {
        CacheEntry entry = entry("k", fingerprint, 0, createdMs);
        return entry.withOutput(entry.output().at("file:///far/" + fingerprint));
    }
}
