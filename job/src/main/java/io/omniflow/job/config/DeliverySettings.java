package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.choice;
import static io.omniflow.job.config.Settings.duration;
import static io.omniflow.job.config.Settings.flag;
import static io.omniflow.job.config.Settings.size;
import static io.omniflow.job.config.Settings.text;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** How results leave. */
final class DeliverySettings {

    static final String PREFIX = "delivery.";

    static final Setting<Guarantee> GUARANTEE =
            choice(
                    "delivery.guarantee",
                    Guarantee.class,
                    Guarantee.AT_LEAST_ONCE,
                    "Whether a result can be written again after a failure (at-least-once, keyed by"
                            + " request id) or is committed with the checkpoint (exactly-once, seen"
                            + " by read_committed readers at the next checkpoint).");

    static final Setting<MemorySize> MAX_RECORD_BYTES =
            size(
                    "delivery.max-record-bytes",
                    MemorySize.parse("960 kb"),
                    16 << 10,
                    1 << 30,
                    "Largest record that any sink writes; larger results are written to the offload"
                            + " directory and referenced. Topics that the job creates and its"
                            + " producers follow this one value.");

    static final Setting<String> OFFLOAD_DIRECTORY =
            text(
                    "delivery.offload-directory",
                    "file:///tmp/omniflow/offload",
                    "Directory on a file system that Flink knows and readers of results can reach,"
                            + " for results that are too large for a record.");

    static final Setting<Duration> REQUEST_TIMEOUT =
            duration(
                    "delivery.request-timeout",
                    Duration.ofHours(1),
                    "How long a request with several images waits for the others after its first"
                            + " one.");

    static final Setting<Duration> TRANSACTION_TIMEOUT =
            duration(
                    "delivery.transaction-timeout",
                    Duration.ofDays(2),
                    "How long the broker keeps an open transaction of exactly-once delivery, so how"
                        + " long the job may be down without losing results; at most the broker's"
                        + " transaction.max.timeout.ms.");

    static final Setting<Boolean> EVENTS =
            flag(
                    "events.enabled",
                    true,
                    "Whether progress events are published; answers to commands always are.");

    static final List<Setting<?>> ALL =
            List.of(
                    GUARANTEE,
                    MAX_RECORD_BYTES,
                    OFFLOAD_DIRECTORY,
                    REQUEST_TIMEOUT,
                    TRANSACTION_TIMEOUT,
                    EVENTS);

    private DeliverySettings() {}
}
