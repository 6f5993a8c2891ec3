package io.omniflow.executor.coordination;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fingerprints of tasks that may have killed a process, and how often each was suspected. One that
 * a worker held and no longer holds has ended and is cleared, unless it was suspected twice; all
 * are forgotten after an hour, and at most a thousand are remembered.
 */
final class Suspects {

    /** So often suspected, it never runs again. */
    static final int GUILTY = 2;

    private static final int MAX = 1_000;
    private static final long MAX_AGE_MS = 3_600_000;

    private final Map<String, Suspect> byFingerprint = new LinkedHashMap<>();

    /** Suspects all of several candidates, of which it may have been any. */
    void anyOf(Set<String> candidates, long nowMs) {
        candidates.forEach(candidate -> put(candidate, Math.max(1, count(candidate)), nowMs));
    }

    /** Suspects the only candidate. */
    void only(String candidate, long nowMs) {
        put(candidate, Math.min(GUILTY, count(candidate) + 1), nowMs);
    }

    void put(String fingerprint, int count, long sinceMs) {
        byFingerprint.remove(fingerprint);
        byFingerprint.put(fingerprint, new Suspect(count, sinceMs));
        Iterator<String> eldest = byFingerprint.keySet().iterator();
        while (byFingerprint.size() > MAX) {
            eldest.next();
            eldest.remove();
        }
    }

    int count(String fingerprint) {
        Suspect suspect = byFingerprint.get(fingerprint);
        return suspect == null ? 0 : suspect.count;
    }

    /** Takes what a worker holds; what it no longer holds is cleared. */
    void held(Seat seat, List<String> fingerprints, boolean complete) {
        for (String fingerprint : fingerprints) {
            Suspect suspect = byFingerprint.get(fingerprint);
            if (suspect != null) {
                suspect.seat = seat;
            }
        }
        if (complete) {
            byFingerprint
                    .entrySet()
                    .removeIf(
                            e ->
                                    seat.equals(e.getValue().seat)
                                            && e.getValue().count < GUILTY
                                            && !fingerprints.contains(e.getKey()));
        }
    }

    /** A worker is gone; what it held has not ended. */
    void gone(Seat seat) {
        for (Suspect suspect : byFingerprint.values()) {
            if (seat.equals(suspect.seat)) {
                suspect.seat = null;
            }
        }
    }

    /** Forgets the oldest. */
    void age(long nowMs) {
        byFingerprint.values().removeIf(s -> nowMs - s.sinceMs > MAX_AGE_MS);
    }

    Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        byFingerprint.forEach((fingerprint, suspect) -> counts.put(fingerprint, suspect.count));
        return counts;
    }

    List<String> lines() {
        return byFingerprint.entrySet().stream()
                .map(
                        e ->
                                String.join(
                                        " ",
                                        e.getKey(),
                                        Integer.toString(e.getValue().count),
                                        Long.toString(e.getValue().sinceMs)))
                .toList();
    }

    private static final class Suspect {

        private final int count;
        private final long sinceMs;
        private @Nullable Seat seat;

        Suspect(int count, long sinceMs) {
            this.count = count;
            this.sinceMs = sinceMs;
        }
    }
}
