package io.omniflow.core.cache;

/**
 * Which entry makes room for another: the one of least value. Of equal ones the least recently used
 * goes first, so that the order is total.
 *
 * <p>An entry's uses are the hits that it served and the generation that it came from: counting
 * that one too gives new entries a value, by which they differ.
 */
public enum CacheStrategy {
    /** The least recently used. */
    LRU {
        @Override
        double value(long uses, int steps, long bytes, long createdMs) {
            return 0;
        }
    },
    /** The least often used. */
    LFU {
        @Override
        double value(long uses, int steps, long bytes, long createdMs) {
            return uses;
        }
    },
    /** The one whose time is over first. */
    TTL {
        @Override
        double value(long uses, int steps, long bytes, long createdMs) {
            return createdMs;
        }
    },
    /**
     * The one with the least uses × steps ÷ bytes, which is the device time that it saved for the
     * room that it takes. With entries of equal size this is the rule LCBFU of Nirvana (Agarwal et
     * al., NSDI 2024).
     */
    COST {
        @Override
        double value(long uses, int steps, long bytes, long createdMs) {
            return (double) uses * steps / bytes;
        }
    };

    /** Returns what an entry is worth. */
    abstract double value(long uses, int steps, long bytes, long createdMs);
}
