package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheStore;
import io.omniflow.core.cache.EntryHeader;
import io.omniflow.core.cache.EntrySlot;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.executor.state.CacheEntryCodec;
import io.omniflow.executor.state.CodecSerializer;
import io.omniflow.executor.state.EntryHeaderCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.util.function.BiConsumerWithException;

/**
 * Cache entries in keyed state: the key is the neighbourhood, the map key the slot's name. Headers
 * lie apart, so that a restart and a use write and read them alone. Every access sets the current
 * key, so the caller must not rely on it afterwards.
 */
final class KeyedCacheStore implements CacheStore {

    // -- names of states; never rename them

    private static final MapStateDescriptor<String, EntryHeader> HEADERS =
            new MapStateDescriptor<>(
                    "entry-headers",
                    StringSerializer.INSTANCE,
                    new CodecSerializer<>(EntryHeaderCodec.INSTANCE));

    private static final MapStateDescriptor<String, CacheEntry> VALUES =
            new MapStateDescriptor<>(
                    "entry-values",
                    StringSerializer.INSTANCE,
                    new CodecSerializer<>(CacheEntryCodec.INSTANCE));

    /** Whole entries by fingerprint, as earlier releases kept them. */
    private static final MapStateDescriptor<String, CacheEntry> EARLIER =
            new MapStateDescriptor<>(
                    "entries",
                    StringSerializer.INSTANCE,
                    new CodecSerializer<>(CacheEntryCodec.INSTANCE));

    private final KeyedStateBackend<String> backend;
    private final MapState<String, EntryHeader> headers;
    private final MapState<String, CacheEntry> values;

    KeyedCacheStore(KeyedStateBackend<String> backend, KeyedStateStore states) {
        this.backend = backend;
        headers = states.getMapState(HEADERS);
        values = states.getMapState(VALUES);
        states.getMapState(EARLIER);
    }

    /** Returns the headers of all entries, after it has moved those of earlier releases. */
    List<EntryHeader> restore() throws Exception {
        forEachKey(
                EARLIER,
                (key, entries) -> {
                    for (CacheEntry entry : entries.values()) {
                        put(entry, entry.header(entry.createdMs()));
                    }
                    entries.clear();
                });
        List<EntryHeader> restored = new ArrayList<>();
        forEachKey(HEADERS, (key, entries) -> entries.values().forEach(restored::add));
        return restored;
    }

    @Override
    public Optional<CacheEntry> get(EntrySlot slot) {
        backend.setCurrentKey(slot.key());
        try {
            return Optional.ofNullable(values.get(slot.name()));
        } catch (Exception e) {
            throw failure("read", slot, e);
        }
    }

    @Override
    public void put(CacheEntry entry, EntryHeader header) {
        update(header);
        try {
            values.put(header.slot().name(), entry);
        } catch (Exception e) {
            throw failure("written", header.slot(), e);
        }
    }

    @Override
    public void update(EntryHeader header) {
        EntrySlot slot = header.slot();
        backend.setCurrentKey(slot.key());
        try {
            headers.put(slot.name(), header);
        } catch (Exception e) {
            throw failure("written", slot, e);
        }
    }

    @Override
    public void remove(EntrySlot slot) {
        backend.setCurrentKey(slot.key());
        try {
            headers.remove(slot.name());
            values.remove(slot.name());
        } catch (Exception e) {
            throw failure("removed", slot, e);
        }
    }

    private <V> void forEachKey(
            StateDescriptor<MapState<String, V>, ?> state,
            BiConsumerWithException<String, MapState<String, V>, Exception> action)
            throws Exception {
        backend.applyToAllKeys(
                VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, state, action::accept);
    }

    private static CacheException failure(String what, EntrySlot slot, Exception cause) {
        return new CacheException(
                ErrorCode.INTERNAL,
                "cache entry " + slot.fingerprint() + " cannot be " + what,
                cause);
    }
}
