package io.omniflow.core.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The headers of all entries: by slot, by neighbourhood, by value and by age. */
final class EntryIndex {

    private static final Comparator<Held> BY_AGE =
            Comparator.comparingLong(held -> held.header().createdMs());

    private final Map<String, Map<String, Held>> byKey = new HashMap<>();
    private final Map<String, List<Held>> byFingerprint = new HashMap<>();
    private final HeldHeap byAge = new HeldHeap(BY_AGE, 1);
    private Comparator<Held> byValue;
    private HeldHeap heap;
    private int size;
    private long bytes;
    private long uses;

    EntryIndex(CacheStrategy strategy) {
        byValue = order(strategy);
        heap = new HeldHeap(byValue, 0);
    }

    int size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    /** Orders all entries by another strategy, in linear time and a logarithm. */
    void order(CacheStrategy strategy, Collection<Held> entries) {
        byValue = order(strategy);
        heap = new HeldHeap(byValue, 0);
        entries.forEach(heap::add);
    }

    List<Held> all() {
        List<Held> all = new ArrayList<>(size);
        byKey.values().forEach(neighbours -> all.addAll(neighbours.values()));
        return all;
    }

    @Nullable Held find(EntrySlot slot) {
        return byKey.getOrDefault(slot.key(), Map.of()).get(slot.name());
    }

    Collection<Held> neighbourhood(String key) {
        return byKey.getOrDefault(key, Map.of()).values();
    }

    List<Held> of(String fingerprint) {
        return List.copyOf(byFingerprint.getOrDefault(fingerprint, List.of()));
    }

    void add(Held held) {
        EntryHeader header = held.header();
        held.useOrder = ++uses;
        byKey.computeIfAbsent(header.key(), key -> new LinkedHashMap<>())
                .put(header.slot().name(), held);
        byFingerprint.computeIfAbsent(header.fingerprint(), print -> new ArrayList<>(1)).add(held);
        heap.add(held);
        byAge.add(held);
        size++;
        bytes += header.bytes();
    }

    void remove(Held held) {
        EntryHeader header = held.header();
        Map<String, Held> neighbours = byKey.get(header.key());
        neighbours.remove(header.slot().name());
        if (neighbours.isEmpty()) {
            byKey.remove(header.key());
        }
        List<Held> equal = byFingerprint.get(header.fingerprint());
        equal.remove(held);
        if (equal.isEmpty()) {
            byFingerprint.remove(header.fingerprint());
        }
        heap.remove(held);
        byAge.remove(held);
        size--;
        bytes -= header.bytes();
    }

    /** Notes a use, and returns whether it is the first since the entry was settled. */
    boolean use(Held held, long nowMs) {
        boolean first = held.use(nowMs, ++uses);
        heap.update(held);
        return first;
    }

    /** Returns the entry of least value. */
    Optional<Held> least() {
        return size == 0 ? Optional.empty() : Optional.of(heap.least());
    }

    /** Returns the entry of least value of a neighbourhood that has entries. */
    Held leastOf(String key) {
        return neighbourhood(key).stream().min(byValue).orElseThrow();
    }

    /** Returns the oldest entry. */
    Optional<Held> oldest() {
        return size == 0 ? Optional.empty() : Optional.of(byAge.least());
    }

    private static Comparator<Held> order(CacheStrategy strategy) {
        return Comparator.<Held>comparingDouble(held -> held.value(strategy))
                .thenComparingLong(held -> held.useOrder);
    }
}
