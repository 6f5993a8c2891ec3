package io.omniflow.job.deadletter;

import io.omniflow.job.client.ClientException;
import io.omniflow.job.config.KafkaAccess;
import io.omniflow.job.transfer.WholeTopic;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Reads the dead letters that are there when it is opened. One thread at a time may use it. */
public final class DeadLetterTopic implements AutoCloseable {

    private final WholeTopic topic;

    /**
     * Opens a topic.
     *
     * @throws ClientException if no broker answers in time or the topic is not there
     */
    public DeadLetterTopic(KafkaAccess kafka, String name) {
        topic = new WholeTopic(kafka, name, "start a job, or name another with --topic");
    }

    /**
     * Gives the letters that are meant, partition by partition in order.
     *
     * @param progress is told how many records were read so far
     */
    public void read(LetterFilter filter, Consumer<DeadLetter> taker, LongConsumer progress)
            throws IOException {
        topic.read(
                record -> {
                    DeadLetter letter = DeadLetter.of(record);
                    if (filter.accepts(letter)) {
                        taker.accept(letter);
                    }
                },
                progress);
    }

    /** Lets go of the broker. */
    @Override
    public void close() {
        topic.close();
    }
}
