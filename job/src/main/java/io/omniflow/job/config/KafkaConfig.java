package io.omniflow.job.config;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/**
 * How the job reaches Kafka.
 *
 * @param bootstrapServers brokers to connect to first
 * @param groupId consumer group, which also names the job's transactions
 * @param topics names of the topics
 * @param createTopics whether missing topics are created at submission
 * @param partitions partitions of the topics that are created
 * @param guarantee how often a result is seen
 * @param maxRecordBytes largest record that a sink is given
 * @param transactionTimeoutMs how long the broker keeps an open transaction
 * @param cacheRetentionMs how long the cache topic keeps its records; 0 if it is not used
 * @param clientProperties properties of every Kafka client
 */
public record KafkaConfig(
        String bootstrapServers,
        String groupId,
        Topics topics,
        boolean createTopics,
        int partitions,
        Guarantee guarantee,
        int maxRecordBytes,
        long transactionTimeoutMs,
        long cacheRetentionMs,
        Map<String, String> clientProperties) {

    /**
     * What the producer adds to key, value and headers: framing of the batch and of each header.
     */
    private static final int FRAMING_BYTES = 64 << 10;

    /** Copies the properties. */
    public KafkaConfig {
        clientProperties = Map.copyOf(clientProperties);
    }

    /**
     * The names of the topics.
     *
     * @param requests read
     * @param control read
     * @param results written
     * @param events written
     * @param cache written and read
     * @param deadLetters written
     */
    public record Topics(
            String requests,
            String control,
            String results,
            String events,
            String cache,
            String deadLetters) {

        /** Returns the names of a deployment that gives none. */
        public static Topics defaults() {
            return KafkaSettings.topics(new Configuration());
        }

        /** Returns all names. */
        public List<String> names() {
            return Stream.of(requests, control, results, events, cache, deadLetters).toList();
        }
    }

    /** Returns the same topics and terms at another broker. */
    KafkaConfig at(String otherServers) {
        return new KafkaConfig(
                otherServers,
                groupId,
                topics,
                createTopics,
                partitions,
                guarantee,
                maxRecordBytes,
                transactionTimeoutMs,
                cacheRetentionMs,
                clientProperties);
    }

    /** Tells whether the cache topic is written and read. */
    public boolean cacheEnabled() {
        return cacheRetentionMs > 0;
    }

    /** Returns the size limit that topics and producers need for the largest record. */
    public int maxMessageBytes() {
        return maxRecordBytes + FRAMING_BYTES;
    }

    /** Returns the properties of a client. */
    public Properties properties() {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        properties.setProperty("bootstrap.servers", bootstrapServers);
        return properties;
    }
}
