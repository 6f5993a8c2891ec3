package io.omniflow.core.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchFillTest {

    private record Picture(long units, boolean isUrgent, long lastTurn, long sequence)
            implements BatchMember {}

    @Test
    void aGroupThatFitsIsTheBatch() {
        List<Picture> group = List.of(fresh(3, false, 0), fresh(4, true, 1));

        assertThat(BatchFill.choose(group, 7, 5)).isSameAs(group);
        assertThat(BatchFill.choose(group, 0, 5)).isSameAs(group);
    }

    @Test
    void aBatchHasAtLeastOneMember() {
        List<Picture> group = List.of(fresh(30, false, 0), fresh(40, false, 1));

        assertThat(BatchFill.choose(group, 7, 5)).containsExactly(group.get(0));
    }

    @Test
    void whoNeverSteppedGoesFirstAndUrgentOnesBeforeOthers() {
        Picture stepped = new Picture(1, true, 1, 0);
        Picture fresh = fresh(1, false, 1);
        Picture urgent = fresh(1, true, 2);

        assertThat(BatchFill.choose(List.of(stepped, fresh, urgent), 2, 9))
                .containsExactly(urgent, fresh);
    }

    @Test
    void eachMemberStepsInItsTurnWhateverTheSizes() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            int members = 2 + random.nextInt(12);
            long maxUnits = 1 + random.nextInt(20);
            List<Picture> group = new ArrayList<>();
            IntStream.range(0, members)
                    .mapToObj(i -> fresh(1 + random.nextInt(12), random.nextInt(4) == 0, i))
                    .forEach(group::add);
            for (long turn = 0; turn < 300; turn++) {
                List<Picture> batch = BatchFill.choose(group, maxUnits, turn);
                assertThat(batch).isNotEmpty().doesNotHaveDuplicates();
                assertThat(batch.size() == 1 || BatchFill.units(batch) <= maxUnits).isTrue();
                long now = turn;
                group.replaceAll(m -> batch.contains(m) ? steppedIn(m, now) : m);
                // Each turn has the one that waits longest, urgent turns counting eight times.
                long bound = (long) BatchFill.URGENT_WEIGHT * (members + 1);
                assertThat(group).allMatch(m -> now - m.lastTurn() <= bound);
            }
        }
    }

    private static Picture fresh(long units, boolean urgent, long sequence) {
        return new Picture(units, urgent, BatchMember.NEVER, sequence);
    }

    private static Picture steppedIn(Picture member, long turn) {
        return new Picture(member.units(), member.isUrgent(), turn, member.sequence());
    }
}
