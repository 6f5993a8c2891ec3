package io.omniflow.executor.wire;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.executor.record.OutboundRecord;
import java.nio.charset.StandardCharsets;

/**
 * Writes epochs for the cache topic. The record key is the scope and the name, so that the
 * compacted topic keeps the last one of each.
 */
public final class CacheEpochEncoder {

    /** How the record keys of epochs begin. */
    static final String KEY_PREFIX = "epoch/";

    private static final String TYPE = "io.omniflow.cache.epoch.v1";

    /** Creates an encoder. */
    public CacheEpochEncoder() {}

    /** Returns the record of an epoch. */
    public OutboundRecord encode(CacheEpoch epoch, long nowMs) {
        byte[] key = recordKey(epoch);
        io.omniflow.v1.CacheEpoch message =
                io.omniflow.v1.CacheEpoch.newBuilder()
                        .setScope(scope(epoch.scope()))
                        .setName(epoch.name())
                        .setBeforeMs(epoch.beforeMs())
                        .build();
        return new OutboundRecord(
                key,
                message.toByteArray(),
                Headers.cloudEvent(TYPE, keyText(epoch) + "@" + epoch.beforeMs(), nowMs),
                nowMs);
    }

    static byte[] recordKey(CacheEpoch epoch) {
        return keyText(epoch).getBytes(StandardCharsets.UTF_8);
    }

    private static String keyText(CacheEpoch epoch) {
        return KEY_PREFIX + epoch.scope() + "/" + epoch.name();
    }

    private static io.omniflow.v1.CacheEpoch.Scope scope(CacheEpoch.Scope scope) {
        return switch (scope) {
            case ALL -> io.omniflow.v1.CacheEpoch.Scope.SCOPE_ALL;
            case MODEL -> io.omniflow.v1.CacheEpoch.Scope.SCOPE_MODEL;
            case TENANT -> io.omniflow.v1.CacheEpoch.Scope.SCOPE_TENANT;
            case FINGERPRINT -> io.omniflow.v1.CacheEpoch.Scope.SCOPE_FINGERPRINT;
        };
    }
}
