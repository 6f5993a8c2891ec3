package io.omniflow.job.bench.ditcache;

import java.io.Serializable;

/**
 * How look-ups are measured.
 *
 * @param entries entries that the cache holds
 * @param perS look-ups a second; an insert comes after every hundredth
 * @param warmUpS seconds that do not count
 * @param seconds seconds that count; 0 not to measure
 */
public record LookupPlan(int entries, int perS, int warmUpS, int seconds) implements Serializable {

    /** Checks the numbers. */
    public LookupPlan {
        if (entries < 1 || perS < 1 || warmUpS < 0 || seconds < 0) {
            throw new IllegalArgumentException(
                    "entries and look-ups a second must be at least 1, seconds not negative");
        }
    }

    long warmUp() {
        return (long) warmUpS * perS;
    }

    long lookups() {
        return warmUp() + (long) seconds * perS;
    }
}
