package io.omniflow.executor.generation;

import io.omniflow.core.generation.Output;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last outputs of a worker by what tasks share a generation by, for those that wanted to share
 * one and come just after its end. At most 64 outputs and 64 MiB, on the heap, never checkpointed.
 */
final class RecentOutputs {

    private static final int MAX_OUTPUTS = 64;
    private static final long MAX_BYTES = 64L << 20;

    private final Map<String, Recent> outputs = new LinkedHashMap<>();
    private final long maxBytes;
    private long bytes;

    RecentOutputs() {
        this(MAX_BYTES);
    }

    RecentOutputs(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Returns the output of a sharing key.
     *
     * @param notBeforeMs epoch milliseconds: one whose generation began earlier is not returned
     */
    Optional<Output> find(String sharingKey, long notBeforeMs) {
        return Optional.ofNullable(outputs.get(sharingKey))
                .filter(recent -> recent.startedMs >= notBeforeMs)
                .map(Recent::output);
    }

    /** Adds an output unless it is shared with none; the oldest ones make room. */
    void add(String sharingKey, long startedMs, Output output) {
        if (sharingKey.isEmpty()) {
            return;
        }
        Recent replaced = outputs.remove(sharingKey);
        Recent added = new Recent(output.withLatents(null), startedMs);
        bytes += added.bytes() - (replaced == null ? 0 : replaced.bytes());
        outputs.put(sharingKey, added);
        Iterator<Recent> oldest = outputs.values().iterator();
        while (outputs.size() > MAX_OUTPUTS || bytes > maxBytes) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    private record Recent(Output output, long startedMs) {

        int bytes() {
            return output.data().length;
        }
    }
}
