package io.omniflow.job.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/**
 * How clients beside the job reach its topics.
 *
 * @param bootstrapServers brokers to connect to first, as {@code host:port} separated by commas
 * @param topics names of the topics
 * @param clientProperties properties of every Kafka client, such as those of TLS and SASL
 */
public record KafkaAccess(
        String bootstrapServers, KafkaConfig.Topics topics, Map<String, String> clientProperties) {

    /** Copies the properties. */
    public KafkaAccess {
        clientProperties = Map.copyOf(clientProperties);
    }

    /** Returns access without encryption to the default topics. */
    public static KafkaAccess to(String bootstrapServers) {
        return new KafkaAccess(bootstrapServers, KafkaConfig.Topics.defaults(), Map.of());
    }

    /** Returns the access that a deployment's job has. */
    public static KafkaAccess of(KafkaConfig kafka) {
        return new KafkaAccess(kafka.bootstrapServers(), kafka.topics(), kafka.clientProperties());
    }

    /**
     * Reads what a deployment file says of Kafka, and nothing else of it: its models need not be on
     * this machine.
     *
     * @throws io.omniflow.core.error.CoreModuleException with code INVALID_CONFIG if it cannot be
     *     read
     */
    public static KafkaAccess read(Path file) {
        Configuration options = Configuration.fromMap(DeploymentFile.read(file));
        return new KafkaAccess(
                KafkaSettings.BOOTSTRAP_SERVERS.read(options),
                KafkaSettings.topics(options),
                KafkaSettings.clientProperties(options));
    }

    /** Returns the same topics and properties at other brokers. */
    public KafkaAccess at(String otherServers) {
        return new KafkaAccess(otherServers, topics, clientProperties);
    }

    /** Returns the same brokers and properties with other topics. */
    public KafkaAccess with(KafkaConfig.Topics others) {
        return new KafkaAccess(bootstrapServers, others, clientProperties);
    }

    /**
     * Returns the settings of a client, those of the deployment and others, which go before them.
     */
    public Map<String, Object> settings(Map<String, ?> others) {
        Map<String, Object> settings = new HashMap<>(clientProperties);
        settings.putAll(others);
        settings.put("bootstrap.servers", bootstrapServers);
        return settings;
    }
}
