package io.omniflow.core.scheduling;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.request.GenerationTask;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * Which outputs of a model are stored, as far as it is known, in bounded memory: the one that was
 * learned of first is forgotten first. Fingerprints and tenants are kept as 64-bit hashes, and what
 * was learned may be out of date, so that it may take an output for known that is not stored;
 * whoever relies on it must bear that. Not thread-safe.
 *
 * <p>Outputs are numbered in the order in which they were learned of, and what must be kept over a
 * restart lies in blocks of numbers, of which only few change at a time. Forgetting by epoch takes
 * time linear in the number of outputs, all else constant time.
 */
public final class KnownOutputs {

    /** Numbers in a block. */
    static final int BLOCK = 512;

    private static final int BYTES = 3 * Long.BYTES + 1;

    private final String model;
    private final int maxOutputs;
    private final LinkedHashMap<Slot, Known> outputs = new LinkedHashMap<>();
    private final Set<Long> changed = new TreeSet<>();
    private long next;

    /** Creates an empty memory of at most so many outputs of a model; with 0 it knows none. */
    public KnownOutputs(String model, int maxOutputs) {
        if (maxOutputs < 0) {
            throw new IllegalArgumentException("not a number of outputs: " + maxOutputs);
        }
        this.model = Objects.requireNonNull(model, "model");
        this.maxOutputs = maxOutputs;
    }

    /**
     * Takes in that an output is stored, unless a younger one of the same task is known.
     *
     * @param tenant for whom it was made
     * @param shared whether other tenants may see it, if they say so too
     * @param createdMs epoch milliseconds at which its generation started
     */
    public void add(String fingerprint, String tenant, boolean shared, long createdMs) {
        Slot slot = slot(fingerprint, tenant, shared);
        Known earlier = outputs.get(slot);
        if (earlier != null && earlier.createdMs >= createdMs) {
            return;
        }
        remove(slot);
        Known known = new Known(next++, hash(tenant), createdMs);
        outputs.put(slot, known);
        changed.add(known.block());
        bound();
    }

    /** Takes in that an output is stored no more. */
    public void remove(String fingerprint, String tenant, boolean shared) {
        remove(slot(fingerprint, tenant, shared));
    }

    /**
     * Tells whether a task that may read is answered by a stored output that it may see.
     *
     * @param notBeforeMs epoch milliseconds: what began earlier does not answer it
     */
    public boolean answers(GenerationTask task, long notBeforeMs) {
        if (!task.cache().read()) {
            return false;
        }
        Known own = outputs.get(slot(task.fingerprint(), task.tenant(), false));
        if (own != null && own.createdMs >= notBeforeMs) {
            return true;
        }
        Known common = outputs.get(slot(task.fingerprint(), task.tenant(), true));
        return common != null && common.createdMs >= notBeforeMs && sees(task, common);
    }

    /** Takes in that a task that was taken to be answered by a stored output was not. */
    public void missed(GenerationTask task) {
        remove(slot(task.fingerprint(), task.tenant(), false));
        Slot shared = slot(task.fingerprint(), task.tenant(), true);
        Known common = outputs.get(shared);
        if (common != null && sees(task, common)) {
            remove(shared);
        }
    }

    /** Forgets what an epoch has invalidated, and returns how many outputs that were. */
    public int forget(CacheEpoch epoch) {
        long name = hash(epoch.name());
        return switch (epoch.scope()) {
            case ALL -> forget(epoch, (slot, known) -> true);
            case MODEL -> epoch.name().equals(model) ? forget(epoch, (slot, known) -> true) : 0;
            case TENANT -> forget(epoch, (slot, known) -> known.tenant == name);
            case FINGERPRINT -> forget(epoch, (slot, known) -> slot.fingerprint == name);
        };
    }

    /** Returns how many outputs are known. */
    public int size() {
        return outputs.size();
    }

    /**
     * Returns the blocks of what {@link #restore} needs that have changed since the last call, by
     * number; those of which nothing is left are empty.
     */
    public Map<Long, byte[]> changes() {
        Map<Long, ByteBuffer> blocks = new TreeMap<>();
        changed.forEach(block -> blocks.put(block, ByteBuffer.allocate(BLOCK * BYTES)));
        if (!changed.isEmpty()) {
            outputs.forEach((slot, known) -> write(slot, known, blocks.get(known.block())));
        }
        changed.clear();
        Map<Long, byte[]> written = new TreeMap<>();
        blocks.forEach(
                (number, block) -> {
                    byte[] bytes = new byte[block.position()];
                    block.flip().get(bytes);
                    written.put(number, bytes);
                });
        return written;
    }

    /**
     * Takes in all blocks that {@link #changes} returned, the newest outputs that there is room
     * for.
     *
     * @throws IllegalArgumentException if one is something else
     */
    public void restore(Map<Long, byte[]> blocks) {
        new TreeMap<>(blocks).forEach(this::restore);
        bound();
    }

    private void restore(long block, byte[] bytes) {
        if (bytes.length % BYTES != 0 || bytes.length > BLOCK * BYTES) {
            throw new IllegalArgumentException("not a block of outputs: " + bytes.length);
        }
        next = block * BLOCK;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            long fingerprint = buffer.getLong();
            boolean shared = buffer.get() != 0;
            long tenant = buffer.getLong();
            Slot slot = new Slot(fingerprint, shared ? 0 : tenant, shared);
            outputs.put(slot, new Known(next++, tenant, buffer.getLong()));
        }
        next = (block + 1) * BLOCK;
    }

    private static void write(Slot slot, Known known, ByteBuffer block) {
        if (block != null) {
            block.putLong(slot.fingerprint);
            block.put((byte) (slot.shared ? 1 : 0));
            block.putLong(known.tenant);
            block.putLong(known.createdMs);
        }
    }

    private void bound() {
        while (outputs.size() > maxOutputs) {
            remove(outputs.keySet().iterator().next());
        }
    }

    private void remove(Slot slot) {
        Known known = outputs.remove(slot);
        if (known != null) {
            changed.add(known.block());
        }
    }

    private int forget(CacheEpoch epoch, BiPredicate<Slot, Known> isMeant) {
        int before = outputs.size();
        Iterator<Map.Entry<Slot, Known>> all = outputs.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Slot, Known> entry = all.next();
            Known known = entry.getValue();
            if (known.createdMs < epoch.beforeMs() && isMeant.test(entry.getKey(), known)) {
                changed.add(known.block());
                all.remove();
            }
        }
        return before - outputs.size();
    }

    private static boolean sees(GenerationTask task, Known common) {
        return task.cache().shared() || common.tenant == hash(task.tenant());
    }

    private static Slot slot(String fingerprint, String tenant, boolean shared) {
        return new Slot(hash(fingerprint), shared ? 0 : hash(tenant), shared);
    }

    /** FNV-1a over UTF-16 units, finished by the mixer of MurmurHash3. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }

    /** Outputs of one fingerprint are apart by tenant, and one is for all that share. */
    private record Slot(long fingerprint, long tenant, boolean shared) {}

    private record Known(long number, long tenant, long createdMs) {

        long block() {
            return number / BLOCK;
        }
    }
}
