package io.omniflow.engine.stepcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepPatternsTest {

    /** Worked out by hand from the rule: runs of computed and reused steps by turns. */
    @ParameterizedTest
    @CsvSource({
        "slow, 28, 8 1 3 2 3 2 2 2 1 3 1",
        "medium, 28, 6 1 2 3 2 3 2 3 2 3 1",
        "fast, 28, 6 1 1 3 1 4 1 5 1 4 1",
        "ultra, 28, 4 2 1 5 1 6 1 7 1",
        // 28 cut to 27: the last reused step goes.
        "slow, 27, 8 1 3 2 3 2 2 2 1 2 1",
        // 8 steps too many: 4 reused and 4 computed of the ends of the bins.
        "medium, 20, 6 1 2 3 2 3 1 2",
        "slow, 15, 4 1 2 1 2 1 2 1 1",
        "fast, 15, 3 1 1 2 1 2 1 3 1",
        // Bins grow by 0.89 of their length, at least by 1, until they cover 50.
        "medium, 50, 16 2 3 5 3 5 3 5 3 4 1",
        "ultra, 50, 7 3 2 9 2 11 2 13 1",
    })
    void namedPatterns(String name, int steps, String runs) {
        StringBuilder expected = new StringBuilder();
        String digit = "1";
        for (String run : runs.split(" ")) {
            expected.append(digit.repeat(Integer.parseInt(run)));
            digit = digit.equals("1") ? "0" : "1";
        }
        expected.setCharAt(steps - 1, '1');

        assertThat(StepPatterns.resolve(name, steps)).isEqualTo(expected.toString());
    }

    @Test
    void anyNumberOfStepsIsCovered() {
        for (int steps = 9; steps <= 200; steps++) {
            int before = steps;
            for (String name : List.of("slow", "medium", "fast", "ultra")) {
                String pattern = StepPatterns.resolve(name, steps);
                int computed = pattern.replace("0", "").length();

                assertThat(pattern).as("%s %d", name, steps).hasSize(steps).matches("1[01]*1");
                assertThat(computed).as("%s %d", name, steps).isLessThanOrEqualTo(before);
                before = computed;
            }
        }
    }

    @Test
    void digitsAreTakenButForTheEnds() {
        assertThat(StepPatterns.resolve("0010000100", 10)).isEqualTo("1010000101");
    }

    @Test
    void digitsOfAnotherScheduleKeepTheirShareEverywhere() {
        String pattern = "11111101010001001000100010000010000010000001000101";
        assertThat(StepPatterns.resolve(pattern, 50)).isEqualTo(pattern);
        assertThat(StepPatterns.resolve("1111100100", 20)).isEqualTo("11111111110000110001");

        for (int steps = 9; steps <= 200; steps++) {
            String stretched = StepPatterns.resolve(pattern, steps);
            assertThat(stretched).hasSize(steps).matches("1[01]*1");
            for (int cut = 0; cut <= 10; cut++) {
                double share = count(pattern, cut * 5) / 50.0;
                double stretchedShare = count(stretched, cut * steps / 10) / (double) steps;
                assertThat(stretchedShare).isCloseTo(share, within(2.5 / steps));
            }
        }
    }

    private static long count(String pattern, int end) {
        return pattern.substring(0, end).chars().filter(digit -> digit == '1').count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Slow", "1", "1111111112", "11 1"})
    void refusesEverythingElse(String pattern) {
        assertThatThrownBy(() -> StepPatterns.resolve(pattern, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + pattern + "'");
    }
}
