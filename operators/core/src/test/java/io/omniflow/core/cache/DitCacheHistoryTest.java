package io.omniflow.core.cache;

import static io.omniflow.core.cache.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEpoch.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cache beside an obvious one, a list in order of last use, on random histories. */
class DitCacheHistoryTest {

    private static final int HISTORIES = 25;
    private static final long TTL = 900;
    private static final int NEIGHBOURHOOD = 5;

    @ParameterizedTest
    @EnumSource(CacheStrategy.class)
    void agreesWithAList(CacheStrategy strategy) {
        long evicted = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            evicted += new History(strategy, new Random(seed)).play();
        }
        assertThat(evicted).isGreaterThan(HISTORIES);
    }

    /** An entry of the list. */
    private static final class Item {

        final CacheEntry entry;
        long hits;

        Item(CacheEntry entry) {
            this.entry = entry;
        }

        long bytes() {
            return entry.header(0).bytes();
        }

        @Override
        public String toString() {
            return entry.fingerprint() + " of '" + entry.tenant() + "'";
        }
    }

    private static final class History {

        private final Random random;
        private final HeapStore store = new HeapStore();
        private final List<Item> items = new ArrayList<>();
        private final List<CacheEpoch> epochs = new ArrayList<>();
        private DitCacheConfig config;
        private DitCacheManager cache;
        private long now = 1_000;

        History(CacheStrategy strategy, Random random) {
            this.random = random;
            config = new DitCacheConfig(true, 8_000, 8, TTL).withStrategy(strategy);
            cache = new DitCacheManager(Entries.MODEL, config, store, NEIGHBOURHOOD);
        }

        long play() {
            long evicted = 0;
            for (; now < 4_500; now += 1 + random.nextInt(20)) {
                switch (random.nextInt(40)) {
                    case 0 -> evicted += restart(config);
                    case 1 -> evicted += restart(config.share(1 + random.nextInt(2)));
                    case 2 -> invalidate();
                    case 3 -> reconfigure();
                    case 4 -> remove();
                    default -> {
                        if (random.nextBoolean()) {
                            lookUp();
                        } else {
                            insert();
                        }
                    }
                }
                check();
            }
            return evicted + cache.statistics().evictions(EvictionCause.BYTES);
        }

        private void check() {
            assertThat(cache.statistics().bytes()).isEqualTo(bytes());
            assertThat(bytes()).isLessThanOrEqualTo(config.maxBytes());
            assertThat(cache.statistics().entries()).isLessThanOrEqualTo(config.maxEntries());
            assertThat(store.mostBytes).isLessThanOrEqualTo(config.maxBytes());
            assertThat(store.mostEntries).isLessThanOrEqualTo(config.maxEntries());
            assertThat(store.entries.values())
                    .containsExactlyInAnyOrderElementsOf(
                            items.stream().map(item -> item.entry).toList());
        }

        private void lookUp() {
            CacheQuery query =
                    new CacheQuery(
                            "k" + random.nextInt(2),
                            fingerprint(),
                            tenant(),
                            random.nextBoolean(),
                            random.nextInt(4) == 0 ? now - 100 : 0);
            expire();
            Optional<Item> expected =
                    items.stream()
                            .filter(item -> isSeen(item.entry, query))
                            .max(
                                    Comparator.comparing(
                                            item -> item.entry.tenant().equals(query.tenant())));
            assertThat(cache.get(query, now)).isEqualTo(expected.map(item -> item.entry));
            expected.ifPresent(
                    item -> {
                        item.hits++;
                        items.remove(item);
                        items.add(item);
                    });
        }

        private static boolean isSeen(CacheEntry entry, CacheQuery query) {
            return entry.key().equals(query.key())
                    && entry.fingerprint().equals(query.fingerprint())
                    && entry.createdMs() >= query.notBeforeMs()
                    && (entry.tenant().equals(query.tenant()) || entry.shared() && query.shared());
        }

        private void insert() {
            boolean shared = random.nextBoolean();
            CacheEntry entry =
                    entry(
                            "k" + random.nextInt(2),
                            fingerprint(),
                            tenant(),
                            shared,
                            random.nextInt(4_000) * (random.nextInt(10) == 0 ? 3 : 1),
                            now - random.nextInt(random.nextInt(20) == 0 ? 1_000 : 300),
                            1 + random.nextInt(50));
            expire();
            boolean stored = store(entry);
            assertThat(cache.set(entry, now)).isEqualTo(stored);
        }

        private boolean store(CacheEntry entry) {
            Item item = new Item(entry);
            Optional<Item> earlier =
                    items.stream()
                            .filter(other -> EntrySlot.of(other.entry).equals(EntrySlot.of(entry)))
                            .findFirst();
            if (item.bytes() > config.maxBytes()
                    || now - entry.createdMs() >= config.ttlMs()
                    || isInvalid(entry)
                    || earlier.isPresent()
                            && earlier.get().entry.createdMs() >= entry.createdMs()) {
                return false;
            }
            earlier.ifPresent(
                    other -> {
                        item.hits = other.hits;
                        items.remove(other);
                    });
            while (items.stream().filter(other -> other.entry.key().equals(entry.key())).count()
                    >= NEIGHBOURHOOD) {
                items.remove(worst(entry.key()));
            }
            trim(1, item.bytes());
            items.add(item);
            return true;
        }

        private void invalidate() {
            CacheEpoch epoch =
                    switch (random.nextInt(8)) {
                        case 0 -> new CacheEpoch(Scope.ALL, "", now - 100);
                        case 1 -> new CacheEpoch(Scope.MODEL, Entries.MODEL, now - 100);
                        case 2, 3 -> new CacheEpoch(Scope.MODEL, "other", now);
                        case 4, 5 -> new CacheEpoch(Scope.TENANT, tenant(), now - 20);
                        default -> new CacheEpoch(Scope.FINGERPRINT, fingerprint(), now);
                    };
            cache.invalidate(epoch);
            epochs.add(epoch);
            items.removeIf(item -> isInvalid(item.entry));
        }

        private void remove() {
            CacheEntry entry =
                    entry("k" + random.nextInt(2), fingerprint(), tenant(), false, 1, now, 1);
            cache.remove(EntrySlot.of(entry));
            items.removeIf(item -> EntrySlot.of(item.entry).equals(EntrySlot.of(entry)));
        }

        private boolean isInvalid(CacheEntry entry) {
            return epochs.stream()
                    .filter(
                            epoch ->
                                    switch (epoch.scope()) {
                                        case ALL -> true;
                                        case MODEL -> epoch.name().equals(entry.model());
                                        case TENANT -> epoch.name().equals(entry.tenant());
                                        case FINGERPRINT ->
                                                epoch.name().equals(entry.fingerprint());
                                    })
                    .anyMatch(epoch -> entry.createdMs() < epoch.beforeMs());
        }

        /** A restart with the same bounds or smaller ones keeps order, counts and epochs. */
        private long restart(DitCacheConfig share) {
            cache.settle();
            assertThat(store.headers.values())
                    .extracting(EntryHeader::hits)
                    .containsExactlyInAnyOrderElementsOf(
                            items.stream().map(item -> item.hits).toList());
            List<CacheEpoch> memory = cache.epochs(now);
            config = share;
            cache = new DitCacheManager(Entries.MODEL, config, store, NEIGHBOURHOOD);
            memory.forEach(cache::invalidate);
            cache.restore(List.copyOf(store.headers.values()));
            cache.trim(now);
            expire();
            trim(0, 0);
            store.mostBytes = 0;
            store.mostEntries = 0;
            return Arrays.stream(EvictionCause.values())
                    .mapToLong(cache.statistics()::evictions)
                    .sum();
        }

        private void reconfigure() {
            config =
                    new DitCacheConfig(
                                    true,
                                    4_000 + random.nextInt(6_000),
                                    2 + random.nextInt(8),
                                    config.ttlMs())
                            .withStrategy(config.strategy());
            cache.reconfigure(config, now);
            expire();
            trim(0, 0);
            store.mostBytes = 0;
            store.mostEntries = 0;
        }

        private void expire() {
            items.removeIf(item -> now - item.entry.createdMs() >= config.ttlMs());
        }

        private void trim(int entries, long bytes) {
            while (items.size() + entries > config.maxEntries()
                    || bytes() + bytes > config.maxBytes()) {
                items.remove(worst(""));
            }
        }

        /** The list is in order of last use, so that the first of the least is the one. */
        private Item worst(String key) {
            ToDoubleFunction<Item> value =
                    switch (config.strategy()) {
                        case LRU -> item -> 0;
                        case LFU -> item -> item.hits;
                        case TTL -> item -> item.entry.createdMs();
                        case COST ->
                                item ->
                                        (double) (item.hits + 1)
                                                * item.entry.steps()
                                                / item.bytes();
                    };
            return items.stream()
                    .filter(item -> key.isEmpty() || item.entry.key().equals(key))
                    .min(Comparator.comparingDouble(value))
                    .orElseThrow();
        }

        private long bytes() {
            return items.stream().mapToLong(Item::bytes).sum();
        }

        private String fingerprint() {
            return "f" + random.nextInt(8);
        }

        private String tenant() {
            return random.nextInt(3) == 0 ? "b" : "a";
        }
    }
}
