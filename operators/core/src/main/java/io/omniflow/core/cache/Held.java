package io.omniflow.core.cache;

import org.jspecify.annotations.Nullable;

/** An entry of the index: its header, its use since, and its places in the heaps. */
final class Held {

    private final EntryHeader header;
    private long hits;
    private long usedMs;
    private boolean changed;
    private @Nullable PromptWords words;

    /** Counts uses across all entries, so that no two are used at once. */
    long useOrder;

    /** Places in the heap by value and in the one by age. */
    final int[] places = new int[2];

    Held(EntryHeader header) {
        this.header = header;
        hits = header.hits();
        usedMs = header.usedMs();
    }

    /** Returns the header as it was when the entry was stored or announced. */
    EntryHeader header() {
        return header;
    }

    /** Returns the header with the uses since. */
    EntryHeader current() {
        return new EntryHeader(
                header.key(),
                header.fingerprint(),
                header.tenant(),
                header.shared(),
                header.prompt(),
                header.bytes(),
                header.createdMs(),
                header.steps(),
                hits,
                usedMs);
    }

    void hit() {
        hits++;
    }

    /** Notes a use, and returns whether it is the first since {@link #settle}. */
    boolean use(long nowMs, long order) {
        usedMs = Math.max(usedMs, nowMs);
        useOrder = order;
        boolean first = !changed;
        changed = true;
        return first;
    }

    void settle() {
        changed = false;
    }

    double value(CacheStrategy strategy) {
        return strategy.value(hits + 1, header.steps(), header.bytes(), header.createdMs());
    }

    /** Tells whether generations may start from it. */
    boolean isNeighbour() {
        return !header.prompt().isEmpty();
    }

    PromptWords words() {
        if (words == null) {
            words = PromptWords.of(header.prompt());
        }
        return words;
    }
}
