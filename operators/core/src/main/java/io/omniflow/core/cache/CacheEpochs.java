package io.omniflow.core.cache;

import io.omniflow.core.cache.CacheEpoch.Scope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was invalidated, in bounded memory. An epoch for which there is no more room, or whose time
 * is over, widens the epoch of all entries: more may be invalid then, but nothing invalidated ever
 * comes back. Not thread-safe.
 *
 * <p>Adding and asking take time logarithmic in the number of names.
 */
public final class CacheEpochs {

    /** How many models, tenants and fingerprints are told apart, each. */
    public static final int DEFAULT_NAMES = 10_000;

    private final int maxNames;
    private final Map<Scope, NamedEpochs> named = new EnumMap<>(Scope.class);
    private long all;

    /** Creates an empty memory that tells {@link #DEFAULT_NAMES} names of a scope apart. */
    public CacheEpochs() {
        this(DEFAULT_NAMES);
    }

    /** Creates an empty memory that tells this many names of a scope apart. */
    public CacheEpochs(int maxNames) {
        if (maxNames < 0) {
            throw new IllegalArgumentException("a number of names is not negative: " + maxNames);
        }
        this.maxNames = maxNames;
        for (Scope scope : Scope.values()) {
            if (scope != Scope.ALL) {
                named.put(scope, new NamedEpochs());
            }
        }
    }

    /**
     * Takes an epoch in. Epochs may come late, twice and in any order.
     *
     * @return whether anything is invalid now that was not before
     */
    public boolean add(CacheEpoch epoch) {
        if (epoch.beforeMs() <= all) {
            return false;
        }
        if (epoch.scope() == Scope.ALL) {
            widen(epoch.beforeMs());
            return true;
        }
        NamedEpochs names = named.get(epoch.scope());
        boolean raised = names.raise(epoch.name(), epoch.beforeMs());
        if (names.size() > maxNames) {
            widen(names.oldestMs());
        }
        return raised;
    }

    /** Takes in what {@link #memory} returned. */
    public void restore(List<CacheEpoch> memory) {
        memory.forEach(this::add);
    }

    /**
     * Returns the epoch milliseconds before which a generation must not have started for its output
     * to be served; 0 if nothing was invalidated.
     */
    public long notBefore(String model, String tenant, String fingerprint) {
        long latest = Math.max(all, named.get(Scope.MODEL).beforeMs(model));
        latest = Math.max(latest, named.get(Scope.TENANT).beforeMs(tenant));
        return Math.max(latest, named.get(Scope.FINGERPRINT).beforeMs(fingerprint));
    }

    /**
     * Forgets the names of epochs that are older than every entry that is still served, which
     * started after the given epoch milliseconds.
     */
    public void forget(long horizonMs) {
        long oldest = all;
        for (NamedEpochs names : named.values()) {
            oldest = Math.max(oldest, names.latestUpTo(horizonMs));
        }
        widen(oldest);
    }

    /** Returns what {@link #restore} needs, by scope and age. */
    public List<CacheEpoch> memory() {
        List<CacheEpoch> memory = new ArrayList<>();
        if (all > 0) {
            memory.add(new CacheEpoch(Scope.ALL, "", all));
        }
        named.forEach((scope, names) -> names.addTo(memory, scope));
        return memory;
    }

    /** Names that the epoch of all covers say nothing more. */
    private void widen(long beforeMs) {
        if (beforeMs > all) {
            all = beforeMs;
            named.values().forEach(names -> names.dropUpTo(beforeMs));
        }
    }
}
