package io.omniflow.core.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The cache of outputs of one model across generations. Equal requests find their output by its
 * fingerprint, similar ones find neighbours to start from, both within their neighbourhood and what
 * their tenant may see. Headers are kept on the heap, entries in the {@link CacheStore}.
 *
 * <p>The bounds hold at every moment after {@link #trim}: room is made before an entry is stored.
 * Looking up, storing and evicting take time logarithmic in the number of entries, neighbours and a
 * full neighbourhood time linear in {@link #NEIGHBOURHOOD} besides. All times are epoch
 * milliseconds that the caller gives. Not thread-safe.
 */
public final class DitCacheManager {

    /** How many entries one neighbourhood has at most; all of them are compared with a prompt. */
    public static final int NEIGHBOURHOOD = 512;

    /** How long uses of an entry gather before its header may be written, in milliseconds. */
    static final long SETTLE_AFTER_MS = 200;

    private final String model;
    private final CacheStore store;
    private final CacheEpochs epochs = new CacheEpochs();
    private final Map<Held, Long> unsettled = new LinkedHashMap<>();
    private final EntryIndex index;
    private final CacheStatistics statistics;
    private final int neighbourhood;
    private DitCacheConfig config;

    /** Creates a cache over a store whose entries are announced by {@link #restore}. */
    public DitCacheManager(String model, DitCacheConfig config, CacheStore store) {
        this(model, config, store, NEIGHBOURHOOD);
    }

    DitCacheManager(String model, DitCacheConfig config, CacheStore store, int neighbourhood) {
        this.neighbourhood = neighbourhood;
        this.model = Objects.requireNonNull(model, "model");
        this.config = Objects.requireNonNull(config, "config");
        this.store = Objects.requireNonNull(store, "store");
        index = new EntryIndex(config.strategy());
        statistics = new CacheStatistics(index);
    }

    /** Announces entries that the store already holds; {@link #trim} makes the bounds hold. */
    public void restore(List<EntryHeader> headers) {
        headers.stream()
                .sorted(
                        Comparator.comparingLong(EntryHeader::usedMs)
                                .thenComparing(EntryHeader::key)
                                .thenComparing(header -> header.slot().name()))
                .forEach(header -> index.add(new Held(header)));
    }

    /** Removes what is too old, then what is too much. */
    public void trim(long nowMs) {
        expire(nowMs);
        makeRoom(0, 0);
    }

    /** Sets another configuration; what exceeds its bounds goes at once. */
    public void reconfigure(DitCacheConfig other, long nowMs) {
        boolean reorder = other.strategy() != config.strategy();
        config = other;
        if (reorder) {
            index.order(other.strategy(), index.all());
        }
        trim(nowMs);
    }

    /**
     * Returns the output of an equal request, if it is there and may be seen. One whose data lies
     * elsewhere is a hit once it was {@link #served}.
     */
    public Optional<CacheEntry> get(CacheQuery query, long nowMs) {
        expire(nowMs);
        settleOldest(nowMs);
        Optional<Held> found = find(query);
        Optional<CacheEntry> entry = found.flatMap(held -> store.get(held.header().slot()));
        if (entry.isEmpty()) {
            // A header without its entry would miss for ever.
            found.ifPresent(held -> drop(held, EvictionCause.INVALIDATED));
            statistics.misses++;
            return entry;
        }
        if (entry.get().output().dataRef().isEmpty()) {
            served(entry.get(), nowMs);
        }
        return entry;
    }

    /** Counts a hit whose data was read from where it lies. */
    public void served(CacheEntry entry, long nowMs) {
        statistics.hits++;
        statistics.stepsSpared += entry.steps();
        Held held = index.find(EntrySlot.of(entry));
        if (held != null) {
            held.hit();
            use(held, nowMs);
        }
    }

    /** Removes an entry whose data cannot be read, unless a later one has taken its place. */
    public void unreadable(CacheEntry entry) {
        Held held = index.find(EntrySlot.of(entry));
        if (held != null && held.header().createdMs() == entry.createdMs()) {
            drop(held, EvictionCause.UNREADABLE);
        }
    }

    /**
     * Returns entries with the most similar prompts of the neighbourhood, most similar first and
     * recently used first among equals, each prompt once; all have latents, some elsewhere. To be
     * the first counts as a use, but not as a hit: whether a worker takes it is not known here.
     */
    public List<CacheEntry> candidates(CacheQuery query, String prompt, long nowMs) {
        expire(nowMs);
        PromptWords words = PromptWords.of(prompt);
        List<Ranked> ranked = new ArrayList<>();
        for (Held held : index.neighbourhood(query.key())) {
            if (held.isNeighbour() && isServed(held, query)) {
                ranked.add(new Ranked(held, words.similarity(held.words())));
            }
        }
        ranked.sort(Ranked.BEST_FIRST);
        Set<String> prompts = new HashSet<>();
        List<CacheEntry> found = new ArrayList<>();
        for (Ranked next : ranked) {
            if (found.size() == config.approximate().candidates()) {
                break;
            }
            if (prompts.add(next.held.header().prompt())) {
                store.get(next.held.header().slot())
                        .filter(CacheEntry::hasLatents)
                        .ifPresent(found::add);
            }
        }
        if (!found.isEmpty()) {
            use(ranked.get(0).held, nowMs);
            statistics.offers++;
        }
        return found;
    }

    /**
     * Stores an entry, in place of an older one in its slot, after others have made room for it.
     *
     * @return whether it is stored: not if it is too old, was invalidated, is not younger than the
     *     one in its slot, or is larger than the byte limit
     */
    public boolean set(CacheEntry entry, long nowMs) {
        expire(nowMs);
        EntryHeader header = entry.header(nowMs);
        Held earlier = index.find(header.slot());
        if (header.bytes() > config.maxBytes()
                || isExpired(header, nowMs)
                || header.createdMs() < notBefore(header)
                || earlier != null && earlier.header().createdMs() >= header.createdMs()) {
            return false;
        }
        EntryHeader stored = earlier == null ? header : header.withHits(earlier.current().hits());
        if (earlier != null) {
            forget(earlier);
        }
        makeRoomIn(header.key());
        makeRoom(1, header.bytes());
        store.put(entry, stored);
        index.add(new Held(stored));
        return true;
    }

    /** Removes the entry of a slot, if there is one; a later one may take its place. */
    public void remove(EntrySlot slot) {
        Held held = index.find(slot);
        if (held != null) {
            drop(held, EvictionCause.INVALIDATED);
        }
    }

    /** Removes the entries of a fingerprint in a neighbourhood. */
    public void invalidate(String key, String fingerprint) {
        removeIf(index.of(fingerprint), held -> held.header().key().equals(key));
    }

    /**
     * Takes an epoch in: what it names is removed, and does not come back when it is read again.
     */
    public void invalidate(CacheEpoch epoch) {
        if (!epochs.add(epoch)) {
            return;
        }
        boolean one = epoch.scope() == CacheEpoch.Scope.FINGERPRINT;
        removeIf(
                one ? index.of(epoch.name()) : index.all(),
                held -> held.header().createdMs() < notBefore(held.header()));
    }

    /** Returns what was invalidated, for {@link #invalidate(CacheEpoch)} after a restart. */
    public List<CacheEpoch> epochs(long nowMs) {
        epochs.forget(nowMs - config.ttlMs());
        return epochs.memory();
    }

    /** Writes all headers to the store whose last use it does not have. */
    public void settle() {
        unsettled.keySet().forEach(this::settle);
        unsettled.clear();
    }

    /** Counts an entry that is not what it must be. */
    public void countUnusable() {
        statistics.unusable++;
    }

    /** Returns the configuration in force. */
    public DitCacheConfig config() {
        return config;
    }

    /** Returns counters and sizes, the same object always. */
    public CacheStatistics statistics() {
        return statistics;
    }

    /** Prefers the tenant's own, as long as that is served. */
    private Optional<Held> find(CacheQuery query) {
        return index.of(query.fingerprint()).stream()
                .filter(held -> held.header().key().equals(query.key()))
                .filter(held -> isServed(held, query))
                .min(Comparator.comparing(held -> !held.header().tenant().equals(query.tenant())));
    }

    private boolean isServed(Held held, CacheQuery query) {
        EntryHeader header = held.header();
        return query.sees(header)
                && header.createdMs() >= Math.max(query.notBeforeMs(), notBefore(header));
    }

    private long notBefore(EntryHeader header) {
        return epochs.notBefore(model, header.tenant(), header.fingerprint());
    }

    private boolean isExpired(EntryHeader header, long nowMs) {
        return nowMs - header.createdMs() >= config.ttlMs();
    }

    private void use(Held held, long nowMs) {
        if (index.use(held, nowMs)) {
            unsettled.put(held, nowMs);
        }
    }

    /**
     * Writes one header that was used a while ago. With one at each look-up a snapshot, for which
     * look-ups wait, finds few left.
     */
    private void settleOldest(long nowMs) {
        Iterator<Map.Entry<Held, Long>> entries = unsettled.entrySet().iterator();
        if (!entries.hasNext()) {
            return;
        }
        Map.Entry<Held, Long> oldest = entries.next();
        if (nowMs - oldest.getValue() >= SETTLE_AFTER_MS) {
            settle(oldest.getKey());
            entries.remove();
        }
    }

    private void settle(Held held) {
        store.update(held.current());
        held.settle();
    }

    private void expire(long nowMs) {
        Optional<Held> oldest = index.oldest();
        while (oldest.isPresent() && isExpired(oldest.get().header(), nowMs)) {
            drop(oldest.get(), EvictionCause.TTL);
            oldest = index.oldest();
        }
    }

    private void makeRoomIn(String key) {
        while (index.neighbourhood(key).size() >= neighbourhood) {
            drop(index.leastOf(key), EvictionCause.ENTRIES);
        }
    }

    private void makeRoom(int entries, long bytes) {
        while (index.size() + entries > config.maxEntries()) {
            drop(index.least().orElseThrow(), EvictionCause.ENTRIES);
        }
        while (index.bytes() + bytes > config.maxBytes()) {
            drop(index.least().orElseThrow(), EvictionCause.BYTES);
        }
    }

    private void removeIf(List<Held> entries, Predicate<Held> condition) {
        entries.stream().filter(condition).forEach(held -> drop(held, EvictionCause.INVALIDATED));
    }

    private void drop(Held held, EvictionCause cause) {
        forget(held);
        store.remove(held.header().slot());
        statistics.count(cause);
    }

    private void forget(Held held) {
        index.remove(held);
        unsettled.remove(held);
    }

    private record Ranked(Held held, double similarity) {

        static final Comparator<Ranked> BEST_FIRST =
                Comparator.comparingDouble(Ranked::similarity)
                        .thenComparingLong(ranked -> ranked.held.useOrder)
                        .reversed();
    }
}
