package io.omniflow.job.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final TestingClock clock = new TestingClock();

    @Test
    void asManyAsInAMinuteComeAtOnceAndThenOneAfterTheOther() {
        RateLimit limit = new RateLimit(2, clock);
        assertThat(limit.take()).isEmpty();
        assertThat(limit.take()).isEmpty();
        assertThat(limit.take()).contains(Duration.ofSeconds(30));
        clock.nowMs += 29_999;
        assertThat(limit.take()).contains(Duration.ofMillis(1));
        clock.nowMs += 1;
        assertThat(limit.take()).isEmpty();
    }

    @Test
    void whoWaitsTheSecondsThatAreToldFindsTheLimitFull() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            int perMinute = 1 + random.nextInt(100);
            RateLimit limit = new RateLimit(perMinute, clock);
            for (int k = random.nextInt(2 * perMinute); k > 0; k--) {
                limit.take();
                clock.nowMs += random.nextInt(40);
            }
            long seconds = limit.secondsUntilFull();
            assertThat(seconds).isBetween(0L, 60L);
            clock.nowMs += 1000 * seconds;
            assertThat(limit.left()).isEqualTo(perMinute);
        }
    }

    @Test
    void noMinuteHasMoreThanTwiceTheLimit() {
        RateLimit limit = new RateLimit(7, clock);
        Random random = new Random(4);
        Deque<Long> taken = new ArrayDeque<>();
        for (int i = 0; i < 5_000; i++) {
            clock.nowMs += random.nextInt(3_000);
            if (limit.take().isEmpty()) {
                taken.add(clock.nowMs);
            }
            while (!taken.isEmpty() && taken.peek() <= clock.nowMs - 60_000) {
                taken.remove();
            }
            assertThat(taken.size()).isLessThanOrEqualTo(14);
        }
    }

    private static final class TestingClock extends Clock {
        private long nowMs = 1_000_000;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(nowMs);
        }
    }
}
