package io.omniflow.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which models lie in the memory of one device, and which make room for another one: first those
 * that nobody uses, the one used longest ago before the others, then those in use whose time is up,
 * the one that came first before the others. Pinned ones never do. Not thread-safe.
 */
final class Residency {

    /**
     * What must happen before a model fits.
     *
     * @param fits whether it fits once the models below have left
     * @param leave models that leave, in order
     */
    record Plan(boolean fits, List<String> leave) {}

    private static final class Resident {
        private final String key;
        private final boolean pinned;
        private final long since;
        private long bytes;
        private long used;
        private boolean busy;

        Resident(String key, long bytes, boolean pinned, long since) {
            this.key = key;
            this.bytes = bytes;
            this.pinned = pinned;
            this.since = since;
            this.used = since;
        }
    }

    private long budget;
    private final long turnMs;
    private final Map<String, Resident> residents = new LinkedHashMap<>();
    private long taken;
    private long pinned;

    /**
     * Creates an empty device.
     *
     * @param budget bytes that models may take in all; 0 for no bound
     * @param turnMs milliseconds for which a model in use stays though another one waits
     */
    Residency(long budget, long turnMs) {
        this.budget = budget;
        this.turnMs = turnMs;
    }

    /** Returns the bytes that a model can ever have beside those that are pinned. */
    long room() {
        return budget == 0 ? Long.MAX_VALUE : budget - pinned;
    }

    /** Returns the bytes that a resident can ever have beside the others that are pinned. */
    long roomOf(String key) {
        Resident resident = residents.get(key);
        return budget > 0 && resident != null && resident.pinned ? room() + resident.bytes : room();
    }

    /** Takes another budget; who is there stays. */
    void limit(long bytes) {
        budget = bytes;
    }

    boolean holds(String key) {
        return residents.containsKey(key);
    }

    long taken() {
        return taken;
    }

    long bytesOf(String key) {
        return residents.get(key).bytes;
    }

    /**
     * Says what must happen before so many bytes more fit; changes nothing.
     *
     * @param key whose they are; it does not leave for itself
     */
    Plan plan(String key, long bytes, long nowMs) {
        if (budget == 0) {
            return new Plan(true, List.of());
        }
        List<Resident> candidates = new ArrayList<>();
        for (Resident resident : residents.values()) {
            boolean over = !resident.busy || nowMs - resident.since >= turnMs;
            if (over && !resident.pinned && !resident.key.equals(key)) {
                candidates.add(resident);
            }
        }
        candidates.sort(
                Comparator.<Resident, Boolean>comparing(resident -> resident.busy)
                        .thenComparing(r -> r.busy ? r.since : r.used));
        List<String> leave = new ArrayList<>();
        long free = budget - taken;
        for (Resident candidate : candidates) {
            if (free >= bytes) {
                break;
            }
            leave.add(candidate.key);
            free += candidate.bytes;
        }
        return new Plan(free >= bytes, leave);
    }

    /** Takes a model for which there is room. */
    void enter(String key, long bytes, boolean isPinned, long nowMs) {
        if (holds(key) || (budget > 0 && taken + bytes > budget)) {
            throw new IllegalStateException(
                    key + " of " + bytes + " bytes has no room beside " + taken + " of " + budget);
        }
        residents.put(key, new Resident(key, bytes, isPinned, nowMs));
        taken += bytes;
        pinned += isPinned ? bytes : 0;
    }

    /** Takes that a resident has so many bytes more, for which there is room, or fewer. */
    void resize(String key, long more) {
        Resident resident = residents.get(key);
        resident.bytes += more;
        taken += more;
        pinned += resident.pinned ? more : 0;
    }

    /** Takes that a model begins to be used, or that its use ends. */
    void use(String key, boolean busy, long nowMs) {
        Resident resident = residents.get(key);
        if (resident != null) {
            resident.busy = busy;
            resident.used = nowMs;
        }
    }

    /** Takes that a model has left; harmless if it is not there. */
    void leave(String key) {
        Resident gone = residents.remove(key);
        if (gone != null) {
            taken -= gone.bytes;
            pinned -= gone.pinned ? gone.bytes : 0;
        }
    }
}
