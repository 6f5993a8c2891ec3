package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.count;
import static io.omniflow.job.config.Settings.flag;
import static io.omniflow.job.config.Settings.text;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;

/** Where records come from and go to. */
final class KafkaSettings {

    static final String PREFIX = "kafka.";

    /** Keys below it go to every Kafka client as they are. */
    static final String CLIENT_PREFIX = "kafka.properties.";

    static final Setting<String> BOOTSTRAP_SERVERS =
            text(
                    "kafka.bootstrap-servers",
                    "127.0.0.1:9092",
                    "Brokers to connect to first, as host:port separated by commas.");

    static final Setting<String> GROUP_ID =
            text(
                    "kafka.group-id",
                    "omniflow",
                    "Consumer group that shows how far the job has read; it also names the"
                        + " transactions of exactly-once delivery, so two jobs on one broker need"
                        + " two groups.");

    static final Setting<Boolean> CREATE_TOPICS =
            flag(
                    "kafka.create-topics",
                    false,
                    "Whether topics that do not exist are created when the job is submitted.");

    static final Setting<Integer> PARTITIONS =
            count(
                    "kafka.partitions",
                    8,
                    1,
                    "Number of partitions of the topics that the job creates.");

    static final Setting<String> REQUESTS =
            topic("requests", "omniflow.requests.v1", "Topic that requests are read from.");

    static final Setting<String> CONTROL =
            topic("control", "omniflow.control.v1", "Topic that control commands are read from.");

    static final Setting<String> RESULTS =
            topic(
                    "results",
                    "omniflow.results.v1",
                    "Topic that the one terminal result of each request is written to.");

    static final Setting<String> EVENTS =
            topic(
                    "events",
                    "omniflow.events.v1",
                    "Topic that progress and answers to commands are written to.");

    static final Setting<String> CACHE =
            topic(
                    "cache",
                    "omniflow.cache.v1",
                    "Compacted topic through which outputs return to the cache; it warms a new"
                            + " cluster, and jobs that name the same one share it.");

    static final Setting<String> DEAD_LETTERS =
            topic(
                    "dead-letters",
                    "dlq.omniflow.requests.v1",
                    "Topic for records that cannot be processed, with their original bytes.");

    static final List<Setting<?>> ALL =
            List.of(
                    BOOTSTRAP_SERVERS,
                    GROUP_ID,
                    CREATE_TOPICS,
                    PARTITIONS,
                    REQUESTS,
                    CONTROL,
                    RESULTS,
                    EVENTS,
                    CACHE,
                    DEAD_LETTERS);

    private KafkaSettings() {}

    /** Returns the names of the topics. */
    static KafkaConfig.Topics topics(Configuration config) {
        return new KafkaConfig.Topics(
                REQUESTS.read(config),
                CONTROL.read(config),
                RESULTS.read(config),
                EVENTS.read(config),
                CACHE.read(config),
                DEAD_LETTERS.read(config));
    }

    /** Returns the properties that go to every client. */
    static Map<String, String> clientProperties(Configuration config) {
        return config.toMap().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(CLIENT_PREFIX))
                .collect(
                        Collectors.toMap(
                                entry -> entry.getKey().substring(CLIENT_PREFIX.length()),
                                Map.Entry::getValue));
    }

    private static Setting<String> topic(String name, String byDefault, String description) {
        Setting<String> any = text("kafka.topics." + name, byDefault, description);
        return new Setting<>(
                any.option(),
                "a topic name of letters, digits, '.', '_' and '-'",
                value -> value.matches("[a-zA-Z0-9._-]{1,249}") && !value.matches("\\.{1,2}"));
    }
}
