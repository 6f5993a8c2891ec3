package io.omniflow.job.client;

import io.omniflow.job.config.KafkaAccess;
import io.omniflow.job.config.KafkaConfig;
import java.time.Duration;
import java.util.Map;

/**
 * How a client reaches a job.
 *
 * @param kafka brokers, topics, and what it takes to be let in
 * @param isCommittedOnly whether results and events are seen only when they are committed, as they
 *     must be if the job delivers exactly once
 * @param history how far back listening begins; zero for what comes from now on
 * @param readsRequests whether requests, which anybody may have published, are listened to as well
 * @param patience how long brokers and the job may take to answer
 */
public record ClientOptions(
        KafkaAccess kafka,
        boolean isCommittedOnly,
        Duration history,
        boolean readsRequests,
        Duration patience) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Returns the options of a client that follows its own requests through default topics. */
    public static ClientOptions of(String bootstrapServers) {
        return of(KafkaAccess.to(bootstrapServers));
    }

    /** Returns the options of a client that follows its own requests. */
    public static ClientOptions of(KafkaAccess kafka) {
        return new ClientOptions(kafka, true, Duration.ZERO, false, PATIENCE);
    }

    /** Returns these options for other topics. */
    public ClientOptions withTopics(KafkaConfig.Topics others) {
        return new ClientOptions(
                kafka.with(others), isCommittedOnly, history, readsRequests, patience);
    }

    /** Returns these options for a client that also learns what others have asked for. */
    public ClientOptions withHistory(Duration back) {
        return new ClientOptions(kafka, isCommittedOnly, back, true, patience);
    }

    /** Returns these options with another patience. */
    public ClientOptions withPatience(Duration other) {
        return new ClientOptions(kafka, isCommittedOnly, history, readsRequests, other);
    }

    /** Returns the names of the topics. */
    KafkaConfig.Topics topics() {
        return kafka.topics();
    }

    /** Returns the settings of a consumer that belongs to no group and stores no offsets. */
    Map<String, Object> consumer() {
        return kafka.settings(
                Map.of(
                        "isolation.level",
                        isCommittedOnly ? "read_committed" : "read_uncommitted",
                        "enable.auto.commit",
                        "false",
                        "allow.auto.create.topics",
                        "false",
                        "auto.offset.reset",
                        "earliest"));
    }

    /** Returns the settings of a consumer that reads a record here and there. */
    Map<String, Object> single() {
        Map<String, Object> settings = consumer();
        settings.put("auto.offset.reset", "none");
        settings.put("max.poll.records", "1");
        return settings;
    }

    /**
     * Returns the settings of a producer whose records the broker has when they are acknowledged.
     * Kafka's own default lets each wait 5 ms for others, which is longer than a known result
     * takes.
     */
    Map<String, Object> producer() {
        Map<String, Object> settings =
                kafka.settings(
                        Map.of(
                                "acks",
                                "all",
                                "max.block.ms",
                                Long.toString(patience.toMillis()),
                                "max.request.size",
                                Integer.MAX_VALUE));
        settings.putIfAbsent("linger.ms", "0");
        return settings;
    }

    /** Returns the settings of an administrator's client that does not wait longer. */
    Map<String, Object> admin() {
        String timeout = Long.toString(patience.toMillis());
        return kafka.settings(
                Map.of("request.timeout.ms", timeout, "default.api.timeout.ms", timeout));
    }
}
