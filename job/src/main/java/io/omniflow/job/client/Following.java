package io.omniflow.job.client;

import io.omniflow.job.config.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The feeds of a client, one for each topic that it listens to. */
final class Following implements AutoCloseable {

    private final List<TopicFeed> feeds = new ArrayList<>();

    /** Begins to listen; nothing that is published afterwards is missed. */
    Following(ClientOptions options, Consumer<Incoming> sink) {
        KafkaConfig.Topics topics = options.topics();
        IncomingReader reader = new IncomingReader(topics);
        Stream<String> requests =
                options.readsRequests() ? Stream.of(topics.requests()) : Stream.empty();
        List<String> names =
                Stream.concat(requests, Stream.of(topics.events(), topics.results())).toList();
        try {
            for (String name : names) {
                feeds.add(
                        new TopicFeed(
                                options.consumer(),
                                name,
                                options.history(),
                                record -> reader.read(record).ifPresent(sink)));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Completes when what was there at the beginning has been heard. */
    CompletableFuture<Void> caughtUp() {
        return CompletableFuture.allOf(
                feeds.stream().map(TopicFeed::caughtUp).toArray(CompletableFuture<?>[]::new));
    }

    /** Returns how long ago the topic that is farthest behind was read without a failure. */
    Duration age() {
        return feeds.stream()
                .map(TopicFeed::age)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        feeds.forEach(TopicFeed::close);
    }
}
