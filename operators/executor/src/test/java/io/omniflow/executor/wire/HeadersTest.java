package io.omniflow.executor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadersTest {

    @Test
    void writesTimesAsTheLibraryDoes() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            long time = (random.nextLong() >> random.nextInt(40)) % 400_000_000_000_000L;
            long whole = time / 1_000 * 1_000;

            assertThat(Headers.rfc3339(time)).isEqualTo(Instant.ofEpochMilli(time).toString());
            assertThat(Headers.rfc3339(whole)).isEqualTo(Instant.ofEpochMilli(whole).toString());
        }
    }
}
