package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheStore;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.executor.state.CacheEntryCodec;
import io.omniflow.executor.state.CodecSerializer;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;

/**
 * Cache entries in keyed state: the key is the neighbourhood, the map key the fingerprint. Every
 * access sets the current key, so the caller must not rely on it afterwards.
 */
final class KeyedCacheStore implements CacheStore {

    /** The entries of one neighbourhood; never rename it. */
    static final MapStateDescriptor<String, CacheEntry> ENTRIES =
            new MapStateDescriptor<>(
                    "entries",
                    StringSerializer.INSTANCE,
                    new CodecSerializer<>(CacheEntryCodec.INSTANCE));

    private final Consumer<String> setCurrentKey;
    private final MapState<String, CacheEntry> entries;

    KeyedCacheStore(Consumer<String> setCurrentKey, MapState<String, CacheEntry> entries) {
        this.setCurrentKey = setCurrentKey;
        this.entries = entries;
    }

    @Override
    public Optional<CacheEntry> get(String key, String fingerprint) {
        setCurrentKey.accept(key);
        try {
            return Optional.ofNullable(entries.get(fingerprint));
        } catch (Exception e) {
            throw failure("read", fingerprint, e);
        }
    }

    @Override
    public void put(CacheEntry entry) {
        setCurrentKey.accept(entry.key());
        try {
            entries.put(entry.fingerprint(), entry);
        } catch (Exception e) {
            throw failure("written", entry.fingerprint(), e);
        }
    }

    @Override
    public void remove(String key, String fingerprint) {
        setCurrentKey.accept(key);
        try {
            entries.remove(fingerprint);
        } catch (Exception e) {
            throw failure("removed", fingerprint, e);
        }
    }

    private static CacheException failure(String what, String fingerprint, Exception cause) {
        return new CacheException(
                ErrorCode.INTERNAL, "cache entry " + fingerprint + " cannot be " + what, cause);
    }
}
