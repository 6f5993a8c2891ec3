package io.omniflow.job.cli.dlq;

import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.deadletter.DeadLetterTopic;
import io.omniflow.job.transfer.TopicPublisher;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which topic of dead letters a command means. */
final class DlqOptions {

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
            description = "The topic of dead letters (default: dlq.omniflow.requests.v1).")
    private @Nullable String topic;

    String topic() {
        return topic == null ? KafkaConfig.Topics.defaults().deadLetters() : topic;
    }

    DeadLetterTopic open() {
        return new DeadLetterTopic(bootstrapServers, topic());
    }

    TopicPublisher publisher() {
        return new TopicPublisher(bootstrapServers);
    }
}
