package io.omniflow.core.cache;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Entries on the heap, which knows how much it ever held at once. */
final class HeapStore implements CacheStore {

    final Map<EntrySlot, CacheEntry> entries = new LinkedHashMap<>();
    final Map<EntrySlot, EntryHeader> headers = new LinkedHashMap<>();
    long bytes;
    long mostBytes;
    int mostEntries;

    List<String> fingerprints() {
        return entries.values().stream().map(CacheEntry::fingerprint).toList();
    }

    List<Long> hits() {
        return headers.values().stream().map(EntryHeader::hits).toList();
    }

    @Override
    public Optional<CacheEntry> get(EntrySlot slot) {
        return Optional.ofNullable(entries.get(slot));
    }

    @Override
    public void put(CacheEntry entry, EntryHeader header) {
        bytes += header.bytes();
        EntryHeader earlier = headers.put(header.slot(), header);
        bytes -= earlier == null ? 0 : earlier.bytes();
        entries.put(header.slot(), entry);
        mostBytes = Math.max(mostBytes, bytes);
        mostEntries = Math.max(mostEntries, entries.size());
    }

    @Override
    public void update(EntryHeader header) {
        if (headers.replace(header.slot(), header) == null) {
            throw new IllegalStateException("there is no " + header);
        }
    }

    @Override
    public void remove(EntrySlot slot) {
        entries.remove(slot);
        bytes -= headers.remove(slot).bytes();
    }
}
