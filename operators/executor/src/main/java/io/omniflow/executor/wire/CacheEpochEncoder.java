package io.omniflow.executor.wire;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.executor.record.OutboundRecord;
import java.nio.charset.StandardCharsets;

/**
 * Writes epochs for the cache topic. The record key is the scope and the name, so that the
 * compacted topic keeps the last one of each.
 */
public final class CacheEpochEncoder {

    private static final String TYPE = "io.omniflow.cache.epoch.v1";

    /** Creates an encoder. */
    public CacheEpochEncoder() {}

    /** Returns the record of an epoch. */
    public OutboundRecord encode(CacheEpoch epoch, long nowMs) {
        String key = "epoch/" + epoch.scope() + "/" + epoch.name();
        io.omniflow.v1.CacheEpoch message =
                io.omniflow.v1.CacheEpoch.newBuilder()
                        .setScope(scope(epoch.scope()))
                        .setName(epoch.name())
                        .setBeforeMs(epoch.beforeMs())
                        .build();
        return new OutboundRecord(
                key.getBytes(StandardCharsets.UTF_8),
                message.toByteArray(),
                Headers.cloudEvent(TYPE, key + "@" + epoch.beforeMs(), nowMs),
                nowMs);
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
