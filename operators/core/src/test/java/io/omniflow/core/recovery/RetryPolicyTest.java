package io.omniflow.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.recovery.Recovery.Action;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {

    private static final long NO_DEADLINE = Long.MAX_VALUE;

    private final RetryConfig config = new RetryConfig(3, 100, 250);
    private final RetryPolicy policy = new RetryPolicy(config, new Random(7));

    @Test
    void triesHereFirstThenElsewhereAndThenNoMore() {
        for (FailureClass kind :
                new FailureClass[] {FailureClass.TRANSIENT, FailureClass.OUT_OF_MEMORY}) {
            assertThat(policy.decide(kind, 0, NO_DEADLINE).action()).isEqualTo(Action.RETRY_HERE);
            assertThat(policy.decide(kind, 1, NO_DEADLINE).action())
                    .isEqualTo(Action.RETRY_ELSEWHERE);
            assertThat(policy.decide(kind, 2, NO_DEADLINE).action())
                    .isEqualTo(Action.RETRY_ELSEWHERE);
            assertThat(policy.decide(kind, 3, NO_DEADLINE)).isEqualTo(Recovery.GIVE_UP);
        }
    }

    @Test
    void leavesALostDeviceAtOnce() {
        assertThat(policy.decide(FailureClass.DEVICE_LOST, 0, NO_DEADLINE).action())
                .isEqualTo(Action.RETRY_ELSEWHERE);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureClass.class,
            names = {"POISON", "DEADLINE", "PERMANENT"})
    void givesUpWhatCannotPass(FailureClass kind) {
        assertThat(policy.decide(kind, 0, NO_DEADLINE)).isEqualTo(Recovery.GIVE_UP);
    }

    @Test
    void waitsTwiceAsLongEachTimeWithinTheLongestAndNeverTwiceTheSame() {
        long[] bounds = {100, 200, 250};
        for (int retries = 0; retries < bounds.length; retries++) {
            Set<Long> delays = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                long delay = policy.decide(FailureClass.TRANSIENT, retries, NO_DEADLINE).delayMs();
                assertThat(delay).isBetween(bounds[retries] / 2, bounds[retries]);
                delays.add(delay);
            }
            assertThat(delays).hasSizeGreaterThan(20);
        }
    }

    @Test
    void doesNotWaitPastTheDeadline() {
        assertThat(policy.decide(FailureClass.TRANSIENT, 0, 49)).isEqualTo(Recovery.GIVE_UP);
        assertThat(policy.decide(FailureClass.TRANSIENT, 0, -1)).isEqualTo(Recovery.GIVE_UP);
        assertThat(policy.decide(FailureClass.TRANSIENT, 0, 101).action())
                .isEqualTo(Action.RETRY_HERE);
    }

    @Test
    void refusesNegativeNumbers() {
        assertThatThrownBy(() -> new RetryConfig(-1, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryConfig(1, 10, 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10 ms to 9 ms");
    }
}
