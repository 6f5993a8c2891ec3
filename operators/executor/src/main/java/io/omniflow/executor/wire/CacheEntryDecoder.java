package io.omniflow.executor.wire;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.executor.record.InboundRecord;
import java.io.IOException;
import java.util.Arrays;

/** Reads cache entries. The topic may be shared, so that nothing in a record is trusted. */
public final class CacheEntryDecoder {

    /** Creates a decoder. */
    public CacheEntryDecoder() {}

    /**
     * Returns the entry in a record that has a value.
     *
     * @throws CacheException with {@link ErrorCode#INVALID_CACHE_ENTRY} if the value is no complete
     *     entry, or the record key is not the one of the entry
     */
    public CacheEntry decode(InboundRecord record) {
        io.omniflow.v1.CacheEntry message = parse(record);
        check(!message.getKey().isEmpty(), "it has no key");
        check(!message.getFingerprint().isEmpty(), "it has no fingerprint");
        check(!message.getModel().isEmpty(), "it names no model");
        check(!message.getModelRevision().isEmpty(), "it names no model revision");
        check(!message.getData().isEmpty(), "it has no data");
        check(!message.getMediaType().isEmpty(), "it has no media type");
        check(message.getSteps() > 0, "it saves " + message.getSteps() + " steps");
        check(
                message.getStepCache().getBlockEvaluations() >= 0
                        && message.getStepCache().getBlockEvaluationsSpared() >= 0,
                "its step cache counts evaluations below 0");
        check(
                message.getWidth() > 0 && message.getHeight() > 0,
                "its size is " + message.getWidth() + "x" + message.getHeight());
        byte[] key = CacheEntryEncoder.recordKey(message.getKey(), message.getFingerprint());
        check(
                Arrays.equals(key, record.key()),
                "the record key is not its key and fingerprint, joined by a colon");
        return entry(message);
    }

    private static io.omniflow.v1.CacheEntry parse(InboundRecord record) {
        io.omniflow.v1.CacheEntry.Builder message = io.omniflow.v1.CacheEntry.newBuilder();
        try {
            Payload.read(record, message);
        } catch (IOException e) {
            throw new CacheException(
                    ErrorCode.INVALID_CACHE_ENTRY,
                    "the value is no omniflow.v1.CacheEntry: " + e.getMessage(),
                    e);
        }
        return message.build();
    }

    private static CacheEntry entry(io.omniflow.v1.CacheEntry message) {
        return new CacheEntry(
                message.getKey(),
                message.getFingerprint(),
                message.getModel(),
                message.getModelRevision(),
                message.getTenant(),
                message.getCreatedMs(),
                message.getSteps(),
                new Output(
                        message.getData().toByteArray(),
                        message.getMediaType(),
                        message.getWidth(),
                        message.getHeight(),
                        message.getWarningsList(),
                        message.hasStepCache()
                                ? Messages.stepCache(message.getStepCache())
                                : StepCacheReport.NONE));
    }

    private static void check(boolean ok, String problem) {
        if (!ok) {
            throw new CacheException(
                    ErrorCode.INVALID_CACHE_ENTRY, "the cache entry is not usable: " + problem);
        }
    }
}
