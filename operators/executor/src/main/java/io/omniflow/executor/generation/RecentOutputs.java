package io.omniflow.executor.generation;

import io.omniflow.core.generation.Output;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last outputs of a worker by fingerprint, for tasks that wanted to share a generation and come
 * just after its end. At most 64 outputs and 64 MiB, on the heap, never checkpointed.
 */
final class RecentOutputs {

    private static final int MAX_OUTPUTS = 64;
    private static final long MAX_BYTES = 64L << 20;

    private final Map<String, Output> outputs = new LinkedHashMap<>();
    private final long maxBytes;
    private long bytes;

    RecentOutputs() {
        this(MAX_BYTES);
    }

    RecentOutputs(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    Optional<Output> find(String fingerprint) {
        return Optional.ofNullable(outputs.get(fingerprint));
    }

    /** Adds an output; the oldest ones make room. */
    void add(String fingerprint, Output output) {
        Output replaced = outputs.remove(fingerprint);
        bytes += output.data().length - (replaced == null ? 0 : replaced.data().length);
        outputs.put(fingerprint, output);
        Iterator<Output> oldest = outputs.values().iterator();
        while (outputs.size() > MAX_OUTPUTS || bytes > maxBytes) {
            bytes -= oldest.next().data().length;
            oldest.remove();
        }
    }
}
