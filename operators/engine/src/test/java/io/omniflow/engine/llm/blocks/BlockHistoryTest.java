package io.omniflow.engine.llm.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random histories of sequences over a small pool, beside an oracle that keeps the text of every
 * block: what a block holds must be what the sequence that reads it has computed.
 */
class BlockHistoryTest {

    private static final int SIZE = 4;
    private static final int BLOCKS = 12;
    private static final int STEPS = 1500;

    /** A sequence under test and all it should have. */
    private static final class Member {

        private final String scope;
        private final int[] tokens;
        private final SequenceBlocks blocks;

        Member(String scope, int[] tokens, BlockPool pool) {
            this.scope = scope;
            this.tokens = tokens;
            this.blocks = new SequenceBlocks(pool, SIZE, scope, tokens.length);
        }
    }

    /** What each slot holds: the scope and the whole text up to its token. */
    private final String[] memory = new String[BLOCKS * SIZE];

    private final BlockPool pool = new BlockPool(BLOCKS);
    private final List<Member> members = new ArrayList<>();
    private int reusedTokens;
    private int refusals;

    @RepeatedTest(20)
    void everySequenceReadsItsOwnText(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        for (int i = 0; i < STEPS; i++) {
            int choice = random.nextInt(10);
            if (choice == 0 && members.size() < 5) {
                begin(random);
            } else if (choice == 1 && !members.isEmpty()) {
                members.remove(random.nextInt(members.size())).blocks.release();
            } else if (!members.isEmpty()) {
                advance(members.get(random.nextInt(members.size())), 1 + random.nextInt(6));
            }
            checkAll();
        }
        assertThat(reusedTokens).isPositive();
        assertThat(refusals).isPositive();
        assertThat(pool.evictions()).isPositive();
        members.forEach(member -> member.blocks.release());
        assertThat(pool.available()).isEqualTo(BLOCKS);
    }

    /** Few different tokens and lengths, so that beginnings are often shared. */
    private void begin(SplittableRandom random) {
        int[] tokens = new int[1 + random.nextInt(24)];
        int change = random.nextInt(tokens.length);
        for (int i = change; i < tokens.length; i++) {
            tokens[i] = random.nextInt(2);
        }
        Member member = new Member(random.nextInt(3) == 0 ? "b" : "a", tokens, pool);
        int before = pool.available();
        reusedTokens += member.blocks.reuse(tokens);
        assertThat(member.blocks.length()).isLessThan(tokens.length);
        assertThat(member.blocks.length() % SIZE).isZero();
        assertThat(pool.available()).isLessThanOrEqualTo(before);
        members.add(member);
    }

    private void advance(Member member, int count) {
        int from = member.blocks.length();
        int to = Math.min(member.tokens.length, from + count);
        int held = member.blocks.blocks().length;
        int missing = Math.max(0, (to + SIZE - 1) / SIZE - held);
        boolean expected = missing <= pool.available();
        assertThat(member.blocks.reserve(to)).isEqualTo(expected);
        if (!expected) {
            refusals++;
            assertThat(member.blocks.blocks()).hasSize(held);
            return;
        }
        for (int position = from; position < to; position++) {
            int slot = member.blocks.blocks()[position / SIZE] * SIZE + position % SIZE;
            memory[slot] = text(member, position);
        }
        member.blocks.computed(member.tokens, to);
    }

    private void checkAll() {
        int[] references = new int[BLOCKS];
        for (Member member : members) {
            int[] blocks = member.blocks.blocks();
            assertThat(Arrays.stream(blocks).distinct().count()).isEqualTo(blocks.length);
            Arrays.stream(blocks).forEach(block -> references[block]++);
            for (int position = 0; position < member.blocks.length(); position++) {
                assertThat(memory[blocks[position / SIZE] * SIZE + position % SIZE])
                        .isEqualTo(text(member, position));
            }
        }
        int used = 0;
        for (int block = 0; block < BLOCKS; block++) {
            assertThat(pool.references(block)).isEqualTo(references[block]);
            used += references[block] > 0 ? 1 : 0;
        }
        assertThat(pool.available()).isEqualTo(BLOCKS - used);
    }

    private static String text(Member member, int position) {
        return member.scope + Arrays.toString(Arrays.copyOf(member.tokens, position + 1));
    }
}
