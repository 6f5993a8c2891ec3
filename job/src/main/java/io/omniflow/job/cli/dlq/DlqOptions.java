package io.omniflow.job.cli.dlq;

import io.omniflow.job.cli.connection.ConnectionOptions;
import io.omniflow.job.deadletter.DeadLetterTopic;
import io.omniflow.job.transfer.TopicPublisher;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which topic of dead letters a command means. */
final class DlqOptions {

    @Mixin private ConnectionOptions connection;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description =
                    "The topic of dead letters (default: the deployment file's, else"
                            + " dlq.omniflow.requests.v1).")
    private @Nullable String topic;

    String topic() {
        return topic == null ? connection.access().topics().deadLetters() : topic;
    }

    DeadLetterTopic open() {
        return new DeadLetterTopic(connection.access(), topic());
    }

    TopicPublisher publisher() {
        return new TopicPublisher(connection.access());
    }
}
