package io.omniflow.job.transfer;

import io.omniflow.core.error.CacheException;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.executor.wire.CacheEntryDecoder;
import io.omniflow.v1.CacheEpoch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A record of the cache topic that has a value. The arrays are not copied.
 *
 * @param key its key
 * @param value its value
 * @param headers its headers, in order
 * @param timestampMs epoch milliseconds at which it was first published
 */
@SuppressWarnings("ArrayRecordComponent") // records are carried, never compared
public record CacheRecord(byte[] key, byte[] value, List<RecordHeader> headers, long timestampMs) {

    private static final String EPOCH = "epoch/";

    /** Copies the list of headers. */
    public CacheRecord {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        headers = List.copyOf(headers);
    }

    /** Tells whether it is an entry or an invalidation, under the key that such a one has. */
    public boolean isValid() {
        String name = new String(key, StandardCharsets.UTF_8);
        return name.startsWith(EPOCH) ? isEpoch(name) : isEntry();
    }

    private boolean isEpoch(String name) {
        try {
            CacheEpoch epoch = CacheEpoch.parseFrom(value);
            String scope = epoch.getScope().name().replaceFirst("^SCOPE_", "");
            return name.equals(EPOCH + scope + "/" + epoch.getName());
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isEntry() {
        try {
            new CacheEntryDecoder()
                    .decode(new InboundRecord("", 0, 0, timestampMs, key, value, headers));
            return true;
        } catch (CacheException e) {
            return false;
        }
    }
}
