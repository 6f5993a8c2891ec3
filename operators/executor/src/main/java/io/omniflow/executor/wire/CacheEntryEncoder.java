package io.omniflow.executor.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.executor.record.OutboundRecord;
import java.nio.charset.StandardCharsets;

/**
 * Writes cache entries. The record key is the neighbourhood and the fingerprint, so that the
 * compacted topic keeps one entry for each output.
 */
public final class CacheEntryEncoder {

    private static final String TYPE = "io.omniflow.cache.entry.v1";

    /** Creates an encoder. */
    public CacheEntryEncoder() {}

    /** Returns the record of an entry. */
    public OutboundRecord encode(CacheEntry entry, long nowMs) {
        io.omniflow.v1.CacheEntry.Builder message =
                io.omniflow.v1.CacheEntry.newBuilder()
                        .setKey(entry.key())
                        .setFingerprint(entry.fingerprint())
                        .setModel(entry.model())
                        .setModelRevision(entry.modelRevision())
                        .setTenant(entry.tenant())
                        .setCreatedMs(entry.createdMs())
                        .setSteps(entry.steps())
                        // Outputs are never written after construction, so a copy is not needed.
                        .setData(UnsafeByteOperations.unsafeWrap(entry.output().data()))
                        .setMediaType(entry.output().mediaType())
                        .setWidth(entry.output().width())
                        .setHeight(entry.output().height())
                        .addAllWarnings(entry.output().warnings());
        StepCacheReport stepCache = entry.output().stepCache();
        if (!stepCache.equals(StepCacheReport.NONE)) {
            message.setStepCache(Messages.stepCache(stepCache));
        }
        return new OutboundRecord(
                recordKey(entry.key(), entry.fingerprint()),
                message.build().toByteArray(),
                Headers.cloudEvent(TYPE, entry.fingerprint(), nowMs),
                nowMs);
    }

    static byte[] recordKey(String key, String fingerprint) {
        return (key + ":" + fingerprint).getBytes(StandardCharsets.UTF_8);
    }
}
