package io.omniflow.job.cli.cache;

import io.omniflow.job.cli.connection.ConnectionOptions;
import io.omniflow.job.transfer.CacheTopic;
import io.omniflow.job.transfer.TopicPublisher;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cache topic a command means. */
final class CacheTopicOptions {

    @Mixin private ConnectionOptions connection;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description =
                    "The cache topic (default: the deployment file's, else omniflow.cache.v1).")
    private @Nullable String topic;

    String topic() {
        return topic == null ? connection.access().topics().cache() : topic;
    }

    CacheTopic open() {
        return new CacheTopic(connection.access(), topic());
    }

    TopicPublisher publisher() {
        return new TopicPublisher(connection.access());
    }
}
