package io.omniflow.executor.wire;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.executor.record.InboundRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the invalidations among the records of the cache topic. */
public final class CacheEpochDecoder {

    private static final byte[] PREFIX =
            CacheEpochEncoder.KEY_PREFIX.getBytes(StandardCharsets.UTF_8);

    private CacheEpochDecoder() {}

    /** Tells whether a record of the cache topic is about an invalidation. */
    public static boolean isEpoch(InboundRecord record) {
        byte[] key = record.key();
        return key != null
                && key.length >= PREFIX.length
                && Arrays.equals(PREFIX, 0, PREFIX.length, key, 0, PREFIX.length);
    }

    /**
     * Returns the invalidation in a record that has a value.
     *
     * @throws CacheException with {@link ErrorCode#INVALID_CACHE_ENTRY} if the value is none, or
     *     the record key is not its own
     */
    public static CacheEpoch decode(InboundRecord record) {
        io.omniflow.v1.CacheEpoch.Builder message = io.omniflow.v1.CacheEpoch.newBuilder();
        try {
            Payload.read(record, message);
        } catch (IOException e) {
            throw new CacheException(
                    ErrorCode.INVALID_CACHE_ENTRY,
                    "the value is no omniflow.v1.CacheEpoch: " + e.getMessage(),
                    e);
        }
        CacheEpoch epoch =
                new CacheEpoch(scope(message.getScope()), message.getName(), message.getBeforeMs());
        if (!Arrays.equals(CacheEpochEncoder.recordKey(epoch), record.key())) {
            throw new CacheException(
                    ErrorCode.INVALID_CACHE_ENTRY,
                    "the record key of the invalidation is not its scope and name");
        }
        return epoch;
    }

    private static CacheEpoch.Scope scope(io.omniflow.v1.CacheEpoch.Scope scope) {
        return switch (scope) {
            case SCOPE_ALL -> CacheEpoch.Scope.ALL;
            case SCOPE_MODEL -> CacheEpoch.Scope.MODEL;
            case SCOPE_TENANT -> CacheEpoch.Scope.TENANT;
            case SCOPE_FINGERPRINT -> CacheEpoch.Scope.FINGERPRINT;
            case SCOPE_UNSPECIFIED, UNRECOGNIZED ->
                    throw new CacheException(
                            ErrorCode.INVALID_CACHE_ENTRY, "the invalidation has no known scope");
        };
    }
}
