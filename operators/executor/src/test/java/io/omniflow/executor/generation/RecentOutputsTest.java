package io.omniflow.executor.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentOutputsTest {

    @Test
    void keepsTheLastSixtyFour() {
        RecentOutputs outputs = new RecentOutputs();
        for (int i = 0; i < 100; i++) {
            outputs.add("f" + i, 0, WorkerFixture.picture((byte) i));
        }

        assertThat(IntStream.range(0, 100).filter(i -> outputs.find("f" + i, 0).isPresent()))
                .hasSize(64)
                .allSatisfy(i -> assertThat(i).isGreaterThanOrEqualTo(36));
    }

    @Test
    void keepsNoMoreBytesThanAllowed() {
        RecentOutputs outputs = new RecentOutputs(10);
        outputs.add("a", 0, WorkerFixture.picture(new byte[4]));
        outputs.add("b", 0, WorkerFixture.picture(new byte[4]));
        outputs.add("a", 0, WorkerFixture.picture(new byte[5]));
        outputs.add("c", 0, WorkerFixture.picture(new byte[3]));
        assertThat(outputs.find("a", 0)).isPresent();
        assertThat(outputs.find("b", 0)).isEmpty();

        outputs.add("large", 0, WorkerFixture.picture(new byte[11]));
        assertThat(outputs.find("large", 0)).isEmpty();
        assertThat(outputs.find("c", 0)).isEmpty();
    }

    @Test
    void keepsNothingThatIsSharedWithNoneAndReturnsNothingThatBeganTooEarly() {
        RecentOutputs outputs = new RecentOutputs();
        outputs.add("", 50, WorkerFixture.picture((byte) 1));
        outputs.add("a", 50, WorkerFixture.picture((byte) 2));

        assertThat(outputs.find("", 0)).isEmpty();
        assertThat(outputs.find("a", 50)).isPresent();
        assertThat(outputs.find("a", 51)).isEmpty();
    }
}
