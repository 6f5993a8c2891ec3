package io.omniflow.core.cache;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The epochs of one scope, by name and by age. */
final class NamedEpochs {

    private final Map<String, Long> byName = new HashMap<>();
    private final TreeSet<Named> byAge =
            new TreeSet<>(Comparator.comparingLong(Named::beforeMs).thenComparing(Named::name));

    int size() {
        return byName.size();
    }

    /** Returns the epoch of a name; 0 if there is none. */
    long beforeMs(String name) {
        return byName.getOrDefault(name, 0L);
    }

    /** Returns whether the epoch is later than the one that the name had. */
    boolean raise(String name, long beforeMs) {
        Long earlier = byName.get(name);
        if (earlier != null && earlier >= beforeMs) {
            return false;
        }
        if (earlier != null) {
            byAge.remove(new Named(earlier, name));
        }
        byName.put(name, beforeMs);
        byAge.add(new Named(beforeMs, name));
        return true;
    }

    /** Returns the earliest epoch of at least one name. */
    long oldestMs() {
        return byAge.first().beforeMs;
    }

    /** Returns the latest epoch that is not after a moment; 0 if there is none. */
    long latestUpTo(long ms) {
        Named later = byAge.lower(new Named(ms + 1, ""));
        return later == null ? 0 : later.beforeMs;
    }

    void dropUpTo(long ms) {
        while (!byAge.isEmpty() && byAge.first().beforeMs <= ms) {
            byName.remove(byAge.pollFirst().name);
        }
    }

    void addTo(List<CacheEpoch> memory, CacheEpoch.Scope scope) {
        byAge.forEach(named -> memory.add(new CacheEpoch(scope, named.name, named.beforeMs)));
    }

    private record Named(long beforeMs, String name) {}
}
