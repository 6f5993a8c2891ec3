package io.omniflow.executor.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentOutputsTest {

    @Test
    void keepsTheLastSixtyFour() {
        RecentOutputs outputs = new RecentOutputs();
        for (int i = 0; i < 100; i++) {
            outputs.add("f" + i, WorkerFixture.picture((byte) i));
        }

        assertThat(IntStream.range(0, 100).filter(i -> outputs.find("f" + i).isPresent()))
                .hasSize(64)
                .allSatisfy(i -> assertThat(i).isGreaterThanOrEqualTo(36));
    }

    @Test
    void keepsNoMoreBytesThanAllowed() {
        RecentOutputs outputs = new RecentOutputs(10);
        outputs.add("a", WorkerFixture.picture(new byte[4]));
        outputs.add("b", WorkerFixture.picture(new byte[4]));
        outputs.add("a", WorkerFixture.picture(new byte[5]));
        outputs.add("c", WorkerFixture.picture(new byte[3]));
        assertThat(outputs.find("a")).isPresent();
        assertThat(outputs.find("b")).isEmpty();

        outputs.add("large", WorkerFixture.picture(new byte[11]));
        assertThat(outputs.find("large")).isEmpty();
        assertThat(outputs.find("c")).isEmpty();
    }
}
