package io.omniflow.executor.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.EntrySlot;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.executor.record.OutboundRecord;
import java.nio.charset.StandardCharsets;

/**
 * Writes cache entries. The record key is the neighbourhood, the fingerprint and who may see the
 * entry, so that the compacted topic keeps one entry for each output and circle.
 */
public final class CacheEntryEncoder {

    private static final String TYPE = "io.omniflow.cache.entry.v1";

    private final boolean deflate;

    /** Creates an encoder that leaves latents as they are. */
    public CacheEntryEncoder() {
        this(false);
    }

    /** Creates an encoder that deflates latents, or not. */
    public CacheEntryEncoder(boolean deflate) {
        this.deflate = deflate;
    }

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
                        .setDataref(entry.output().dataRef())
                        .setShared(entry.shared())
                        .setPrompt(entry.prompt())
                        .setLatentsRef(entry.latentsRef())
                        .setMediaType(entry.output().mediaType())
                        .setWidth(entry.output().width())
                        .setHeight(entry.output().height())
                        .addAllWarnings(entry.output().warnings());
        StepCacheReport stepCache = entry.output().stepCache();
        if (!stepCache.equals(StepCacheReport.NONE)) {
            message.setStepCache(Messages.stepCache(stepCache));
        }
        FinalLatents latents = entry.output().latents();
        if (latents != null) {
            message.setLatents(TensorMessages.write(latents.latents(), deflate))
                    .setEmbedding(TensorMessages.write(latents.embedding(), deflate));
        }
        if (entry.output().text() != null) {
            message.setTextReport(TextMessages.write(entry.output().text()));
        }
        return new OutboundRecord(
                recordKey(entry),
                message.build().toByteArray(),
                Headers.cloudEvent(TYPE, entry.fingerprint(), nowMs),
                nowMs);
    }

    static byte[] recordKey(CacheEntry entry) {
        return EntrySlot.of(entry).text().getBytes(StandardCharsets.UTF_8);
    }
}
