package io.omniflow.job.gateway.jobs;

import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.RecordPlace;
import io.omniflow.v1.GenerationResult;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Results with their pictures: they are read again from the topic, and the last ones are kept
 * within a bound of memory. Any number of threads may use it; reading blocks.
 */
public final class Outputs {

    private final OmniClient client;

    private final long maxBytes;

    private final Map<String, GenerationResult> kept = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    /**
     * Creates an empty store.
     *
     * @param client reads
     * @param maxBytes most memory of what is kept, in bytes
     */
    public Outputs(OmniClient client, long maxBytes) {
        this.client = client;
        this.maxBytes = maxBytes;
    }

    /** Keeps a result that will probably be asked for. */
    public synchronized void keep(GenerationResult result) {
        if (kept.put(result.getRequestId(), result) == null) {
            bytes += result.getSerializedSize();
        }
        Iterator<GenerationResult> eldest = kept.values().iterator();
        while (bytes > maxBytes && eldest.hasNext()) {
            bytes -= eldest.next().getSerializedSize();
            eldest.remove();
        }
    }

    /**
     * Returns the whole result of a request; empty if it is not there yet or not kept any more.
     *
     * @throws io.omniflow.job.client.ClientException if the broker does not answer
     */
    public Optional<GenerationResult> read(Job job) {
        Optional<GenerationResult> known = known(job.id());
        if (known.isPresent()) {
            return known;
        }
        Optional<RecordPlace> place = job.place();
        Optional<GenerationResult> read = place.flatMap(client::resultAt);
        read.ifPresent(this::keep);
        return read;
    }

    private synchronized Optional<GenerationResult> known(String id) {
        return Optional.ofNullable(kept.get(id));
    }
}
