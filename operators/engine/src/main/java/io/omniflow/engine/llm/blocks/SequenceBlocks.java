package io.omniflow.engine.llm.blocks;

import java.util.Arrays;

/**
 * The blocks of one sequence, in order. Only full blocks are shared, and those are never written
 * again, so no block is ever copied. Not safe for several threads.
 */
public final class SequenceBlocks {

    private final BlockPool pool;
    private final int blockSize;
    private final ChainHash root;
    private final int expected;

    private int[] blocks = new int[0];
    private ChainHash last;
    private int length;
    private int published;
    private int reused;
    private int[] held = {0, 0};

    /**
     * Makes a sequence without blocks.
     *
     * @param blockSize tokens of a block
     * @param scope sequences of different scopes share no block
     * @param expected how many tokens the sequence will probably have at its end
     */
    public SequenceBlocks(BlockPool pool, int blockSize, String scope, int expected) {
        this.pool = pool;
        this.blockSize = blockSize;
        this.root = ChainHash.root(scope);
        this.last = root;
        this.expected = expected;
    }

    /**
     * Takes over blocks of other sequences that begin with the same tokens, all but the last token
     * at most, so that something is left to be computed. The sequence must have no blocks.
     *
     * @return how many tokens need not be computed
     */
    public int reuse(int[] tokens) {
        requireEmpty();
        while (length + blockSize < tokens.length) {
            ChainHash name = last.next(tokens, length, blockSize);
            int block = pool.find(name);
            if (block < 0) {
                break;
            }
            add(block);
            last = name;
            length += blockSize;
            published++;
        }
        reused = length;
        return length;
    }

    /**
     * Takes blocks until there is room for so many tokens; all or none.
     *
     * @return whether there is room
     */
    public boolean reserve(int tokens) {
        int missing = (tokens + blockSize - 1) / blockSize - blocks.length;
        if (missing > pool.available()) {
            return false;
        }
        if (missing > 0 && held[0] == held[1]) {
            held = pool.hold(Math.max(missing, blocksOf(expected) - blocks.length));
        }
        for (int i = 0; i < missing; i++) {
            add(pool.take(blocks.length == 0 ? held[0] : preferred()));
        }
        return true;
    }

    /**
     * Notes that keys and values of all tokens up to here are computed, and makes the blocks that
     * are full findable.
     *
     * @param tokens all tokens of the sequence, at least so many
     */
    public void computed(int[] tokens, int upTo) {
        if (upTo < length || upTo > blocks.length * blockSize) {
            throw new IllegalArgumentException(
                    "there is no room for " + upTo + " tokens after " + length);
        }
        length = upTo;
        while ((published + 1) * blockSize <= length) {
            last = last.next(tokens, published * blockSize, blockSize);
            pool.publish(blocks[published], last);
            published++;
        }
    }

    /** Gives up all blocks, the last first: a beginning serves others longer than an end. */
    public void release() {
        for (int i = blocks.length - 1; i >= 0; i--) {
            pool.release(blocks[i]);
        }
        pool.unhold(held);
        held = new int[] {0, 0};
        blocks = new int[0];
        length = 0;
        published = 0;
        last = root;
    }

    /** Returns how many tokens have keys and values. */
    public int length() {
        return length;
    }

    /** Returns how many of them were taken over at the last {@link #reuse}. */
    public int reused() {
        return reused;
    }

    /** Returns the blocks, in order. */
    public int[] blocks() {
        return blocks.clone();
    }

    private int blocksOf(int tokens) {
        return (tokens + blockSize - 1) / blockSize;
    }

    private int preferred() {
        int next = blocks[blocks.length - 1] + 1;
        // Behind blocks that were taken over there is seldom room for all that follows.
        boolean outside = next < held[0] || next > held[1];
        return outside && blocks.length * blockSize == reused ? held[0] : next;
    }

    private void add(int block) {
        blocks = Arrays.copyOf(blocks, blocks.length + 1);
        blocks[blocks.length - 1] = block;
    }

    private void requireEmpty() {
        if (blocks.length > 0) {
            throw new IllegalStateException("the sequence has blocks");
        }
    }
}
