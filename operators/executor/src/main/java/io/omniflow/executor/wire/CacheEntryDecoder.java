package io.omniflow.executor.wire;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.EntrySlot;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.v1.TextReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads cache entries. The topic may be shared, so that nothing in a record is trusted. */
public final class CacheEntryDecoder {

    private static final int MAX_URI_CHARS = 2048;

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
        check(
                message.getData().isEmpty() || message.getDataref().isEmpty(),
                "it has both data and a dataref");
        check(
                message.hasTextReport()
                        || !message.getData().isEmpty()
                        || !message.getDataref().isEmpty(),
                "it has no data");
        check(
                message.getDataref().length() <= MAX_URI_CHARS,
                "its dataref has " + message.getDataref().length() + " characters");
        check(
                message.getLatentsRef().length() <= MAX_URI_CHARS,
                "its latents_ref has " + message.getLatentsRef().length() + " characters");
        check(!message.getMediaType().isEmpty(), "it has no media type");
        check(message.getSteps() > 0, "it saves " + message.getSteps() + " steps");
        check(
                message.getStepCache().getBlockEvaluations() >= 0
                        && message.getStepCache().getBlockEvaluationsSpared() >= 0,
                "its step cache counts evaluations below 0");
        check(
                message.hasTextReport() || message.getWidth() > 0 && message.getHeight() > 0,
                "its size is " + message.getWidth() + "x" + message.getHeight());
        checkLatents(message);
        checkText(message);
        CacheEntry entry = entry(message);
        check(
                Arrays.equals(CacheEntryEncoder.recordKey(entry), record.key()),
                "the record key is not its key, fingerprint and circle, joined by colons");
        return entry;
    }

    /**
     * Returns which entry a record without value removes; empty if its key is none of an entry,
     * such as that of an invalidation.
     */
    public static Optional<EntrySlot> removed(InboundRecord tombstone) {
        byte[] key = tombstone.key();
        return key == null
                ? Optional.empty()
                : EntrySlot.parse(new String(key, StandardCharsets.UTF_8));
    }

    private static void checkLatents(io.omniflow.v1.CacheEntry message) {
        check(
                message.hasLatents() == message.hasEmbedding(),
                "it has latents or an embedding, but not both");
        if (!message.getLatentsRef().isEmpty()) {
            check(!message.hasLatents(), "it has both latents and a latents_ref");
            check(!message.getPrompt().isEmpty(), "it has latents, but no prompt");
        }
        if (message.hasLatents()) {
            check(!message.getPrompt().isEmpty(), "it has latents, but no prompt");
            check(
                    message.getLatents().getShapeCount() == 4
                            && message.getLatents().getShape(0) == 1,
                    "its latents are not those of one picture");
            check(message.getEmbedding().getShapeCount() == 1, "its embedding is not pooled");
        }
    }

    private static void checkText(io.omniflow.v1.CacheEntry message) {
        if (!message.hasTextReport()) {
            return;
        }
        int reason = message.getTextReport().getFinishReasonValue();
        check(
                reason == TextReport.FinishReason.FINISH_REASON_STOP_VALUE
                        || reason == TextReport.FinishReason.FINISH_REASON_LENGTH_VALUE,
                "its text did not end by itself");
        check(message.getData().isValidUtf8(), "its text is not UTF-8");
        check(
                !message.hasLatents() && message.getLatentsRef().isEmpty(),
                "it is a text and has latents");
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
                message.getShared(),
                message.getPrompt(),
                message.getCreatedMs(),
                message.getSteps(),
                output(message),
                message.getLatentsRef());
    }

    private static Output output(io.omniflow.v1.CacheEntry message) {
        return new Output(
                message.getData().toByteArray(),
                message.getDataref(),
                message.getMediaType(),
                message.getWidth(),
                message.getHeight(),
                message.getWarningsList(),
                message.hasStepCache()
                        ? Messages.stepCache(message.getStepCache())
                        : StepCacheReport.NONE,
                Approximation.NONE,
                message.hasLatents() ? LatentsMessage.read(message) : null,
                message.hasTextReport() ? TextMessages.read(message.getTextReport()) : null);
    }

    private static void check(boolean ok, String problem) {
        if (!ok) {
            throw new CacheException(
                    ErrorCode.INVALID_CACHE_ENTRY, "the cache entry is not usable: " + problem);
        }
    }
}
