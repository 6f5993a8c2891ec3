package io.omniflow.engine.llm.blocks;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The blocks of a key-value cache: which are free, who refers to the others, and which full ones
 * can be found by their content. A block that nobody refers to stays findable until its place is
 * needed; those that were given up first go first. There are never more blocks than at the start.
 *
 * <p>A sequence whose blocks lie side by side is read without copying, so a pool tries to keep room
 * behind the blocks of each. Not safe for several threads.
 */
public final class BlockPool {

    private final int blocks;
    private final int[] references;
    private final ChainHash[] names;
    private final Map<ChainHash, Integer> byName = new HashMap<>();
    private final BitSet free;

    /** Free blocks that a sequence will probably want; others take them last. */
    private final BitSet held;

    /** Blocks that are findable but referred to by nobody, in the order they were given up. */
    private final Map<Integer, ChainHash> idle = new LinkedHashMap<>();

    private long evictions;

    /** Makes a pool of so many blocks, all free. */
    public BlockPool(int blocks) {
        if (blocks < 1) {
            throw new IllegalArgumentException("there must be at least one block: " + blocks);
        }
        this.blocks = blocks;
        this.references = new int[blocks];
        this.names = new ChainHash[blocks];
        this.free = new BitSet(blocks);
        this.free.set(0, blocks);
        this.held = new BitSet(blocks);
    }

    /** Returns the number of blocks. */
    public int size() {
        return blocks;
    }

    /** Returns how many blocks can be taken: free ones and those that nobody refers to. */
    public int available() {
        return free.cardinality() + idle.size();
    }

    /** Returns how many findable blocks have lost their place to others so far. */
    public long evictions() {
        return evictions;
    }

    /**
     * Takes a block, with one reference.
     *
     * @param preferred the block wanted most; below 0 for none
     * @return the block, or -1 if none is available
     */
    int take(int preferred) {
        int block = choose(preferred);
        if (block >= 0) {
            free.clear(block);
            held.clear(block);
            references[block] = 1;
        }
        return block;
    }

    /**
     * Finds a full block by its content and refers to it.
     *
     * @return the block, or -1 if there is none
     */
    int find(ChainHash name) {
        Integer block = byName.get(name);
        if (block == null) {
            return -1;
        }
        idle.remove(block);
        references[block]++;
        return block;
    }

    /** Makes a full block findable, unless another of the same content is. */
    void publish(int block, ChainHash name) {
        if (names[block] == null && byName.putIfAbsent(name, block) == null) {
            names[block] = name;
        }
    }

    /** Gives a reference up. */
    void release(int block) {
        if (references[block] < 1) {
            throw new IllegalStateException("nobody refers to block " + block);
        }
        references[block]--;
        if (references[block] > 0) {
            return;
        }
        if (names[block] == null) {
            free.set(block);
        } else {
            idle.put(block, names[block]);
        }
    }

    /**
     * Chooses free blocks side by side for a sequence, as many as it may need or as there are, and
     * holds them for it as long as others can have different ones.
     *
     * @return the first and the end of them; equal if there are none
     */
    int[] hold(int count) {
        BitSet open = (BitSet) free.clone();
        open.andNot(held);
        int[] best = {0, 0};
        int end;
        for (int at = open.nextSetBit(0); at >= 0; at = open.nextSetBit(end)) {
            end = open.nextClearBit(at);
            if (better(end - at, best[1] - best[0], count)) {
                best = new int[] {at, end};
            }
        }
        int[] range = {best[0], Math.min(best[1], best[0] + count)};
        held.set(range[0], range[1]);
        return range;
    }

    /** Gives up what {@link #hold} returned. */
    void unhold(int[] range) {
        held.clear(range[0], range[1]);
    }

    /** Returns how many refer to a block. */
    int references(int block) {
        return references[block];
    }

    /** The smallest gap that is large enough, else the largest. */
    private static boolean better(int size, int than, int wanted) {
        return than < wanted ? size > than : size >= wanted && size < than;
    }

    private int choose(int preferred) {
        if (preferred >= 0 && preferred < blocks && free.get(preferred)) {
            return preferred;
        }
        BitSet open = (BitSet) free.clone();
        open.andNot(held);
        int block = open.nextSetBit(0);
        if (block < 0) {
            block = free.nextSetBit(0);
        }
        return block >= 0 ? block : evict();
    }

    private int evict() {
        if (idle.isEmpty()) {
            return -1;
        }
        int block = idle.keySet().iterator().next();
        byName.remove(idle.remove(block));
        names[block] = null;
        evictions++;
        return block;
    }
}
