package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.count;
import static io.omniflow.job.config.Settings.duration;

import io.omniflow.core.recovery.RetryConfig;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;

/** Options of how generations that failed are tried again. */
final class RecoverySettings {

    private static final Setting<Integer> MAX_RETRIES =
            count(
                    "engine.max-retries",
                    RetryConfig.DEFAULT.maxRetries(),
                    0,
                    "How often a generation is tried again after a failure that may pass, such as a"
                            + " lack of memory or a device that is lost; 0 for never.");

    private static final Setting<Duration> BACKOFF =
            duration(
                    "engine.retry-backoff",
                    Duration.ofMillis(RetryConfig.DEFAULT.backoffMs()),
                    "Longest wait before the first of these tries; it doubles from try to try, and"
                            + " chance takes up to half of it off.");

    private static final Setting<Duration> MAX_BACKOFF =
            duration(
                    "engine.retry-max-backoff",
                    Duration.ofMillis(RetryConfig.DEFAULT.maxBackoffMs()),
                    "Longest wait before any of these tries.");

    static final List<Setting<?>> ALL = List.of(MAX_RETRIES, BACKOFF, MAX_BACKOFF);

    private RecoverySettings() {}

    static RetryConfig read(Configuration config) {
        long backoffMs = BACKOFF.read(config).toMillis();
        long maxBackoffMs = MAX_BACKOFF.read(config).toMillis();
        if (maxBackoffMs < backoffMs) {
            throw Setting.invalid(
                    MAX_BACKOFF.option().key()
                            + " must be no shorter than "
                            + BACKOFF.option().key()
                            + ", which is "
                            + backoffMs
                            + " ms, not "
                            + maxBackoffMs
                            + " ms");
        }
        return new RetryConfig(MAX_RETRIES.read(config), backoffMs, maxBackoffMs);
    }
}
