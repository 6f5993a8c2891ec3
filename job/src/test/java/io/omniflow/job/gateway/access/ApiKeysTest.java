package io.omniflow.job.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.CoreModuleException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysTest {

    /** Never more than so many in a minute beyond those saved up, and never fewer when due. */
    @Test
    void aRateIsKeptOverRandomArrivals() {
        Random random = new Random(1);
        for (int perMinute : new int[] {1, 7, 60}) {
            SteppingClock clock = new SteppingClock();
            RateLimit limit = new RateLimit(perMinute, clock);
            Queue<Instant> taken = new ArrayDeque<>();
            for (int i = 0; i < 2000; i++) {
                clock.now = clock.now.plusMillis(random.nextInt(120_000 / perMinute / 3 + 1));
                Optional<Duration> wait = limit.take();
                if (wait.isEmpty()) {
                    taken.add(clock.now);
                } else {
                    assertThat(wait.get()).isPositive();
                    Instant due = clock.now.plus(wait.get());
                    clock.now = due.plusMillis(1);
                    assertThat(limit.take()).as("after the wait that was told").isEmpty();
                    taken.add(clock.now);
                }
                Instant since = clock.now.minusSeconds(60);
                taken.removeIf(each -> each.isBefore(since));
                assertThat(taken).hasSizeLessThanOrEqualTo(2 * perMinute + 1);
            }
        }
    }

    @Test
    void keysAreReadWithTheirLimits() {
        byte[] file =
                file(
                        """
                        keys:
                          - tenant: red
                            key: a-key-of-some-length
                            requests-per-minute: 60
                            in-flight: 2
                            priorities: [normal, low]
                          - tenant: ""
                            key-sha256: 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF
                            sees-all: true
                        """);

        assertThat(KeyFile.read(file).keys())
                .satisfiesExactly(
                        key -> {
                            assertThat(key.sha256())
                                    .isEqualTo(Hashes.sha256("a-key-of-some-length".getBytes()));
                            assertThat(key.caller().tenant()).isEqualTo("red");
                            assertThat(key.caller().sees("red")).isTrue();
                            assertThat(key.caller().sees("blue")).isFalse();
                            assertThat(key.caller().priorities()).containsExactly("normal", "low");
                            assertThat(key.requestsPerMinute()).isEqualTo(60);
                            assertThat(key.inFlight()).isEqualTo(2);
                        },
                        key -> {
                            assertThat(key.sha256()).startsWith("0123456789abcdef").hasSize(64);
                            assertThat(key.caller().sees("blue")).isTrue();
                            assertThat(key.requestsPerMinute()).isZero();
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keys: [a-key-of-some-length                                 | YAML at line 1",
                "keys: []                                                    | no list 'keys'",
                "{link-secret: short, keys: [{tenant: a, key: a-key-of-some-length}]} | less than"
                        + " 16",
                "{locks: [], keys: [{tenant: a, key: a-key-of-some-length}]} | unknown 'locks'",
                "keys: [{key: a-key-of-some-length}]                         | no tenant in entry"
                        + " 1",
                "keys: [{tenant: a}]                                         | either key or",
                "keys: [{tenant: a, key: short}]                             | less than 16",
                "keys: [{tenant: a, key-sha256: 12}]                         | 64 hex digits",
                "keys: [{tenant: a, key: a-key-of-some-length, colour: red}] | unknown 'colour'",
                "keys: [{tenant: a, key: a-key-of-some-length, in-flight: 0}] | no count",
                "keys: [{tenant: a, key: a-key-of-some-length, priorities: [top]}] | besides"
            })
    void aMalformedFileIsRefusedWithoutItsKeys(String text, String reason) {
        byte[] file = file(text);
        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(CoreModuleException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("a-key-of-some-length");
    }

    /** What others were given yesterday holds, if the file says with what it is signed. */
    @Test
    void linksEndWithTheKeysUnlessTheyHaveASecret() {
        String keys = "keys: [{tenant: a, key: a-key-of-some-length}]\n";
        String others = "keys: [{tenant: b, key: b-key-of-some-length}]\n";
        String secret = "link-secret: of sixteen letters\n";

        assertThat(KeyFile.read(file(keys)).linkSecret())
                .isEqualTo(KeyFile.read(file(keys)).linkSecret())
                .isNotEqualTo(KeyFile.read(file(others)).linkSecret());
        assertThat(KeyFile.read(file(secret + keys)).linkSecret())
                .isEqualTo(KeyFile.read(file(secret + others)).linkSecret());
    }

    private static byte[] file(String text) {
        return text.getBytes(UTF_8);
    }

    private static final class SteppingClock extends Clock {

        private Instant now = Instant.ofEpochSecond(1_700_000_000);

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
            return now;
        }
    }
}
