package io.omniflow.executor.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.v1.CacheEntry;

/**
 * Latents of a cache entry apart from the rest of it: a {@code omniflow.v1.CacheEntry} of nothing
 * but {@code latents} and {@code embedding}.
 */
public final class LatentsMessage {

    private LatentsMessage() {}

    static ByteString of(CacheEntry entry) {
        return CacheEntry.newBuilder()
                .setLatents(entry.getLatents())
                .setEmbedding(entry.getEmbedding())
                .build()
                .toByteString();
    }

    static FinalLatents read(CacheEntry entry) {
        return new FinalLatents(
                TensorMessages.read(entry.getLatents()), TensorMessages.read(entry.getEmbedding()));
    }

    /**
     * Reads latents.
     *
     * @throws CacheException with {@link ErrorCode#INVALID_CACHE_ENTRY} if the bytes are none
     */
    public static FinalLatents read(byte[] bytes) {
        try {
            return read(CacheEntry.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new CacheException(
                    ErrorCode.INVALID_CACHE_ENTRY, "the bytes are no latents of a cache entry", e);
        }
    }
}
