package io.omniflow.core.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchFillTest {

    private record Picture(long units, boolean isUrgent, long lastStamp, long sequence)
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
    void equalMembersStepEquallyOften() {
        List<Picture> group = new ArrayList<>();
        IntStream.range(0, 5).mapToObj(i -> fresh(4, false, i)).forEach(group::add);
        int[] steps = new int[5];
        long stamp = 0;
        for (int turn = 0; turn < 50; turn++) {
            for (Picture member : BatchFill.choose(group, 8, stamp)) {
                group.set(group.indexOf(member), stepped(member, stamp++));
                steps[(int) member.sequence()]++;
            }
        }

        assertThat(steps).containsOnly(20);
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
            int[] lastTurn = new int[members];
            long stamp = 0;
            for (int turn = 0; turn < 300; turn++) {
                List<Picture> batch = List.copyOf(BatchFill.choose(group, maxUnits, stamp));
                assertThat(batch).isNotEmpty().doesNotHaveDuplicates();
                assertThat(batch.size() == 1 || BatchFill.units(batch) <= maxUnits).isTrue();
                for (Picture member : batch) {
                    group.set(group.indexOf(member), stepped(member, stamp++));
                    lastTurn[(int) member.sequence()] = turn;
                }
                // Each turn has the one that waits longest, urgent waits counting eight times.
                int oldest = Arrays.stream(lastTurn).min().orElseThrow();
                assertThat(turn - oldest)
                        .isLessThanOrEqualTo(BatchFill.URGENT_WEIGHT * (members + 1));
            }
        }
    }

    private static Picture fresh(long units, boolean urgent, long sequence) {
        return new Picture(units, urgent, BatchMember.NEVER, sequence);
    }

    private static Picture stepped(Picture member, long stamp) {
        return new Picture(member.units(), member.isUrgent(), stamp, member.sequence());
    }
}
