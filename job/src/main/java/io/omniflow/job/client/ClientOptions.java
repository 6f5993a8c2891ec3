package io.omniflow.job.client;

import io.omniflow.job.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How a client reaches a job.
 *
 * @param bootstrapServers brokers to connect to first, as {@code host:port} separated by commas
 * @param topics names of the job's topics
 * @param isCommittedOnly whether results and events are seen only when they are committed, as they
 *     must be if the job delivers exactly once
 * @param history how far back listening begins; zero for what comes from now on
 * @param readsRequests whether requests, which anybody may have published, are listened to as well
 * @param patience how long brokers and the job may take to answer
 */
public record ClientOptions(
        String bootstrapServers,
        KafkaConfig.Topics topics,
        boolean isCommittedOnly,
        Duration history,
        boolean readsRequests,
        Duration patience) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Returns the options of a client that follows its own requests through default topics. */
    public static ClientOptions of(String bootstrapServers) {
        return new ClientOptions(
                bootstrapServers,
                KafkaConfig.Topics.defaults(),
                true,
                Duration.ZERO,
                false,
                PATIENCE);
    }

    /** Returns these options for other topics. */
    public ClientOptions withTopics(KafkaConfig.Topics others) {
        return new ClientOptions(
                bootstrapServers, others, isCommittedOnly, history, readsRequests, patience);
    }

    /** Returns these options for a client that also learns what others have asked for. */
    public ClientOptions withHistory(Duration back) {
        return new ClientOptions(bootstrapServers, topics, isCommittedOnly, back, true, patience);
    }

    /** Returns these options with another patience. */
    public ClientOptions withPatience(Duration other) {
        return new ClientOptions(
                bootstrapServers, topics, isCommittedOnly, history, readsRequests, other);
    }

    /** Returns the settings of a consumer that belongs to no group and stores no offsets. */
    Map<String, Object> consumer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("isolation.level", isCommittedOnly ? "read_committed" : "read_uncommitted");
        settings.put("enable.auto.commit", "false");
        settings.put("allow.auto.create.topics", "false");
        settings.put("auto.offset.reset", "earliest");
        return settings;
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
     */
    Map<String, Object> producer() {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                "max.block.ms",
                Long.toString(patience.toMillis()),
                "max.request.size",
                Integer.MAX_VALUE);
    }
}
