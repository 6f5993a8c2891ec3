package io.omniflow.engine.llm.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockPoolTest {

    private static final int SIZE = 16;

    @Test
    void endsAreEvictedBeforeBeginningsAndOldOnesFirst() {
        BlockPool pool = new BlockPool(6);
        int[] first = IntStream.range(0, 3 * SIZE + 1).toArray();
        int[] second = IntStream.range(500, 500 + 2 * SIZE).toArray();
        run(pool, first).release();
        run(pool, second).release();
        // Five of six blocks are findable, and three are needed.
        SequenceBlocks third = new SequenceBlocks(pool, SIZE, "", 0);
        assertThat(third.reserve(3 * SIZE)).isTrue();
        assertThat(pool.evictions()).isEqualTo(2);
        assertThat(new SequenceBlocks(pool, SIZE, "", 0).reuse(first)).isEqualTo(SIZE);
        assertThat(new SequenceBlocks(pool, SIZE, "", 0).reuse(append(second))).isEqualTo(2 * SIZE);
    }

    @Test
    void anotherScopeFindsNothing() {
        BlockPool pool = new BlockPool(4);
        int[] tokens = IntStream.range(0, 2 * SIZE + 1).toArray();
        run(pool, tokens);
        assertThat(new SequenceBlocks(pool, SIZE, "", 0).reuse(tokens)).isEqualTo(2 * SIZE);
        assertThat(new SequenceBlocks(pool, SIZE, "other", 0).reuse(tokens)).isZero();
    }

    @Test
    void sequencesThatGrowTogetherKeepTheirBlocksSideBySide() {
        BlockPool pool = new BlockPool(24);
        SequenceBlocks[] sequences = new SequenceBlocks[3];
        for (int i = 0; i < sequences.length; i++) {
            sequences[i] = new SequenceBlocks(pool, SIZE, "", 8 * SIZE);
        }
        for (int blocks = 1; blocks <= 8; blocks++) {
            for (SequenceBlocks sequence : sequences) {
                assertThat(sequence.reserve(blocks * SIZE)).isTrue();
            }
        }
        for (SequenceBlocks sequence : sequences) {
            int[] blocks = sequence.blocks();
            assertThat(blocks).containsExactly(IntStream.range(blocks[0], blocks[0] + 8).toArray());
        }
        assertThat(pool.available()).isZero();
        assertThat(sequences[0].reserve(9 * SIZE)).isFalse();
    }

    @Test
    void aBlockIsNotGivenUpTwice() {
        BlockPool pool = new BlockPool(1);
        int block = pool.take(-1);
        assertThat(pool.take(-1)).isEqualTo(-1);
        pool.release(block);
        assertThatThrownBy(() -> pool.release(block)).isInstanceOf(IllegalStateException.class);
    }

    private static SequenceBlocks run(BlockPool pool, int[] tokens) {
        SequenceBlocks sequence = new SequenceBlocks(pool, SIZE, "", tokens.length);
        assertThat(sequence.reserve(tokens.length)).isTrue();
        sequence.computed(tokens, tokens.length);
        return sequence;
    }

    private static int[] append(int[] tokens) {
        int[] more = Arrays.copyOf(tokens, tokens.length + 1);
        more[tokens.length] = 7;
        return more;
    }
}
