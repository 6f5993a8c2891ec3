package io.omniflow.job.client;

import com.google.protobuf.MessageLite;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GenerationRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Speaks to a running job through its topics.
 *
 * <pre>{@code
 * try (OmniClient client = OmniClient.connect("127.0.0.1:9092");
 *         Follower follower = client.follow()) {
 *     client.publish(request);
 *     follower.poll(Duration.ofMillis(200)).forEach(System.out::println);
 * }
 * }</pre>
 */
public final class OmniClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(50);

    /** How long other stages may take once each command has its first answer. */
    private static final long OTHER_STAGES_MS = 500;

    private final String bootstrapServers;

    private final KafkaConfig.Topics topics;

    private final KafkaProducer<String, byte[]> producer;

    private OmniClient(
            String bootstrapServers,
            KafkaConfig.Topics topics,
            KafkaProducer<String, byte[]> producer) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.producer = producer;
    }

    /** Connects to a job with the default topics. */
    public static OmniClient connect(String bootstrapServers) {
        return connect(bootstrapServers, KafkaConfig.Topics.defaults(), PATIENCE);
    }

    /**
     * Connects to a job.
     *
     * @throws ClientException if no broker answers in time or the job's topics are not there
     */
    static OmniClient connect(
            String bootstrapServers, KafkaConfig.Topics topics, Duration patience) {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        check(bootstrapServers, topics, patience);
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "max.request.size",
                        Integer.MAX_VALUE);
        return new OmniClient(
                bootstrapServers,
                topics,
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer()));
    }

    /** Publishes a request and returns when the broker has it. */
    public void publish(GenerationRequest request) {
        send(topics.requests(), request.getId(), request);
    }

    /** Publishes a command; its answer comes as an event. */
    public void publish(ControlCommand command) {
        send(topics.control(), command.getCommandId(), command);
    }

    /**
     * Publishes commands and waits for their answers.
     *
     * @param toOneStage whether each command is for one stage, whose answer ends the wait
     * @param patience how long the first answers may take
     * @throws ClientException if a command has no answer by then
     */
    public List<ControlReply> ask(
            List<ControlCommand> commands, boolean toOneStage, Duration patience) {
        Set<String> ids =
                commands.stream().map(ControlCommand::getCommandId).collect(Collectors.toSet());
        ReplyCollector collector = new ReplyCollector(ids, toOneStage ? 0 : OTHER_STAGES_MS);
        try (Follower follower = follow()) {
            commands.forEach(this::publish);
            collect(follower, collector, patience);
        }
        return collector.replies();
    }

    private static void collect(Follower follower, ReplyCollector collector, Duration patience) {
        long end = millis() + patience.toMillis();
        while (!collector.isDone(millis())) {
            if (collector.isUnanswered() && millis() >= end) {
                throw new ClientException(
                        "no answer within "
                                + patience.toSeconds()
                                + " s: is the job running, and does it have the stage?");
            }
            follower.poll(POLL).forEach(incoming -> collector.accept(incoming, millis()));
        }
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }

    /** Follows events and results from now on. */
    public Follower follow() {
        return new Follower(bootstrapServers, topics);
    }

    /** Lets go of the broker. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private void send(String topic, String key, MessageLite message) {
        try {
            producer.send(new ProducerRecord<>(topic, key, message.toByteArray())).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientException("interrupted while publishing", e);
        } catch (ExecutionException e) {
            throw new ClientException(
                    "the broker did not take the record: " + e.getCause().getMessage(), e);
        }
    }

    private static void check(
            String bootstrapServers, KafkaConfig.Topics topics, Duration patience) {
        String timeout = Long.toString(patience.toMillis());
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "request.timeout.ms", timeout,
                        "default.api.timeout.ms", timeout);
        try (Admin admin = Admin.create(settings)) {
            Set<String> present = admin.listTopics().names().get();
            List<String> used =
                    List.of(topics.requests(), topics.control(), topics.events(), topics.results());
            if (!present.containsAll(used)) {
                throw new ClientException(
                        "the broker at "
                                + bootstrapServers
                                + " has no Omniflow topics: start a job");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientException("interrupted while connecting", e);
        } catch (ExecutionException | KafkaException e) {
            throw new ClientException(
                    "no Kafka broker answers at "
                            + bootstrapServers
                            + ": start one with './omniflow up' or name another with"
                            + " --bootstrap-servers",
                    e);
        }
    }
}
