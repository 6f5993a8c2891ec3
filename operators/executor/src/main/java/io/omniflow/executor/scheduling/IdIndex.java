package io.omniflow.executor.scheduling;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds the number under which an id was remembered by a 64-bit hash of the id: open addressing
 * with linear probing, 16 bytes a slot and at most two slots an id. The hash is seeded at random,
 * so nobody can choose ids that collide; of two ids that do, the later one is found.
 */
final class IdIndex {

    /** What {@link #find} says of an unknown id. */
    static final long NONE = -1;

    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private final long seed = ThreadLocalRandom.current().nextLong();
    private long[] hashes = new long[1 << 10];
    private long[] numbers = new long[1 << 10];
    private int size;

    int size() {
        return size;
    }

    /** Returns the number of an id, which may be that of another id. */
    long find(String id) {
        int slot = slot(hash(id));
        return hashes[slot] == 0 ? NONE : numbers[slot];
    }

    /** Gives an id a number, in place of the one it had. */
    void put(String id, long number) {
        long hash = hash(id);
        int slot = slot(hash);
        if (hashes[slot] == 0) {
            hashes[slot] = hash;
            size++;
        }
        numbers[slot] = number;
        if (size * 2 > hashes.length) {
            grow();
        }
    }

    /** Forgets an id unless it has got another number since. */
    void remove(String id, long number) {
        int slot = slot(hash(id));
        if (hashes[slot] != 0 && numbers[slot] == number) {
            hashes[slot] = 0;
            size--;
            closeGap(slot);
        }
    }

    /** Returns the slot that has the hash, or the free one where it belongs. */
    private int slot(long hash) {
        int slot = home(hash);
        while (hashes[slot] != 0 && hashes[slot] != hash) {
            slot = next(slot);
        }
        return slot;
    }

    /** Moves up what was pushed beyond a slot that is free now, so that it is found again. */
    private void closeGap(int free) {
        int gap = free;
        for (int slot = next(gap); hashes[slot] != 0; slot = next(slot)) {
            int fromHome = (slot - home(hashes[slot])) & (hashes.length - 1);
            int fromGap = (slot - gap) & (hashes.length - 1);
            if (fromHome >= fromGap) {
                hashes[gap] = hashes[slot];
                numbers[gap] = numbers[slot];
                hashes[slot] = 0;
                gap = slot;
            }
        }
    }

    private void grow() {
        long[] oldHashes = hashes;
        long[] oldNumbers = numbers;
        hashes = new long[2 * oldHashes.length];
        numbers = new long[2 * oldNumbers.length];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                int slot = slot(oldHashes[i]);
                hashes[slot] = oldHashes[i];
                numbers[slot] = oldNumbers[i];
            }
        }
    }

    private int home(long hash) {
        return (int) (hash >>> 32) & (hashes.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (hashes.length - 1);
    }

    /** Multiplies and shifts for every character; zero marks a free slot, so no id has it. */
    private long hash(String id) {
        long hash = seed;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * MULTIPLIER;
            hash ^= hash >>> 29;
        }
        return hash == 0 ? 1 : hash;
    }
}
