package io.omniflow.job.kafka;

import io.omniflow.job.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;

/** What the topics are like that the job creates. */
final class Topics {

    private static final long SHORTEST_SEGMENT_MS = 60_000;

    private static final int SEGMENTS = 8;

    private final KafkaConfig config;

    Topics(KafkaConfig config) {
        this.config = config;
    }

    /** Returns the topics that the job needs. */
    List<NewTopic> needed() {
        KafkaConfig.Topics names = config.topics();
        int many = config.partitions();
        NewTopic requests = topic(names.requests(), many, kept(Duration.ofDays(7)));
        NewTopic control = topic(names.control(), 1, kept(Duration.ofDays(1)));
        NewTopic results = topic(names.results(), many, kept(Duration.ofDays(7)));
        NewTopic events = topic(names.events(), many, kept(Duration.ofDays(1)));
        NewTopic deadLetters = topic(names.deadLetters(), 1, kept(Duration.ofDays(14)));
        NewTopic cache = topic(names.cache(), many, cache(config.cacheRetentionMs()));
        return config.cacheEnabled()
                ? List.of(requests, control, results, events, deadLetters, cache)
                : List.of(requests, control, results, events, deadLetters);
    }

    /** Returns the names of those whose records are as large as the sinks' largest. */
    List<String> written() {
        KafkaConfig.Topics names = config.topics();
        return config.cacheEnabled()
                ? List.of(names.results(), names.events(), names.deadLetters(), names.cache())
                : List.of(names.results(), names.events(), names.deadLetters());
    }

    private NewTopic topic(String name, int partitions, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("max.message.bytes", Integer.toString(config.maxMessageBytes()));
        return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(all);
    }

    /**
     * The newest record of each key, until nobody would serve it any more. Only closed segments are
     * compacted and deleted, so that they must close long before their records are that old.
     */
    private static Map<String, String> cache(long retentionMs) {
        long segmentMs = Math.max(SHORTEST_SEGMENT_MS, retentionMs / SEGMENTS);
        return Map.of(
                "cleanup.policy",
                "compact,delete",
                "retention.ms",
                Long.toString(retentionMs),
                "segment.ms",
                Long.toString(segmentMs));
    }

    private static Map<String, String> kept(Duration time) {
        return Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(time.toMillis()));
    }
}
