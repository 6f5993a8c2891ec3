package io.omniflow.executor.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.core.cache.EntrySlot;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.v1.CacheEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes large outputs and latents out of the records of cache entries. */
public final class CacheEntryRewriter {

    /** Where outputs are kept outside of Kafka. */
    @FunctionalInterface
    public interface Store {

        /** Keeps an output and returns the URI it can be read from. */
        String put(ByteString data) throws IOException;
    }

    /** Creates a rewriter. */
    public CacheEntryRewriter() {}

    /** Tells whether a record is an entry whose output may be larger than so many bytes. */
    public boolean isLarge(OutboundRecord record, int inlineBytes) {
        byte[] value = record.value();
        return value != null && value.length > inlineBytes && isEntry(record.key());
    }

    /**
     * Replaces an output, and apart from it its latents, by a reference to where they are kept, if
     * they have more than so many bytes.
     *
     * @return the record itself if neither has
     */
    public OutboundRecord withReferences(OutboundRecord record, int inlineBytes, Store store)
            throws IOException {
        CacheEntry entry = parse(record);
        boolean output = entry.getData().size() > inlineBytes;
        boolean latents = entry.getLatents().getData().size() > inlineBytes;
        if (!output && !latents) {
            return record;
        }
        CacheEntry.Builder small = entry.toBuilder();
        if (output) {
            small.clearData().setDataref(store.put(entry.getData()));
        }
        if (latents) {
            small.clearLatents()
                    .clearEmbedding()
                    .setLatentsRef(store.put(LatentsMessage.of(entry)));
        }
        return new OutboundRecord(
                record.key(), small.build().toByteArray(), record.headers(), record.timestampMs());
    }

    private static boolean isEntry(byte @Nullable [] key) {
        return key != null && EntrySlot.parse(new String(key, StandardCharsets.UTF_8)).isPresent();
    }

    private static CacheEntry parse(OutboundRecord record) {
        try {
            return CacheEntry.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("entries are written by this job", e);
        }
    }
}
