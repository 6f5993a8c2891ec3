package io.omniflow.job.cli.cache;

import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.transfer.CacheTopic;
import io.omniflow.job.transfer.TopicPublisher;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cache topic a command means. */
final class CacheTopicOptions {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:OMNIFLOW_BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
            description =
                    "Kafka broker of the topic (default: $OMNIFLOW_BOOTSTRAP_SERVERS, else"
                            + " 127.0.0.1:9092).")
    private String bootstrapServers;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "The cache topic (default: omniflow.cache.v1).")
    private @Nullable String topic;

    String topic() {
        return topic == null ? KafkaConfig.Topics.defaults().cache() : topic;
    }

    CacheTopic open() {
        return new CacheTopic(bootstrapServers, topic());
    }

    TopicPublisher publisher() {
        return new TopicPublisher(bootstrapServers);
    }
}
