package io.omniflow.job.client;

import io.omniflow.job.config.KafkaAccess;
import io.omniflow.v1.Cancel;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to a running job through its topics. Any number of threads may use it. All requests that
 * are followed share one consumer for results and one for events, which are opened when something
 * is first followed.
 *
 * <pre>{@code
 * try (OmniClient client = OmniClient.connect("127.0.0.1:9092")) {
 *     Submission submission = client.submit(request, event -> System.out.println(event));
 *     GenerationResult result = submission.result().get(1, TimeUnit.MINUTES);
 * }
 * }</pre>
 */
public final class OmniClient implements AutoCloseable {

    private final ClientOptions options;

    private final Publisher publisher;

    private final Listeners listeners = new Listeners();

    private final ResultReader results;

    private @Nullable Following following;

    private boolean isClosed;

    private OmniClient(ClientOptions options, Publisher publisher) {
        this.options = options;
        this.publisher = publisher;
        this.results = new ResultReader(options);
    }

    /** Connects to a job with the default topics. */
    public static OmniClient connect(String bootstrapServers) {
        return connect(ClientOptions.of(bootstrapServers));
    }

    /** Connects to a job, with what it takes to be let in. */
    public static OmniClient connect(KafkaAccess kafka) {
        return connect(ClientOptions.of(kafka));
    }

    /**
     * Connects to a job.
     *
     * @throws ClientException if no broker answers in time or the job's topics are not there
     */
    public static OmniClient connect(ClientOptions options) {
        Objects.requireNonNull(options, "options");
        BrokerCheck.run(options);
        return new OmniClient(options, new Publisher(options));
    }

    /** Publishes a request that is not followed, and returns when the broker has it. */
    public void publish(GenerationRequest request) {
        publisher.publish(options.topics().requests(), request.getId(), request);
    }

    /** Publishes a request and follows it to its end. */
    public Submission submit(GenerationRequest request) {
        return submit(request, event -> {});
    }

    /**
     * Publishes a request and follows it to its end.
     *
     * @param request what is asked for, with an id
     * @param onEvent called with each of its events, on a thread of the client that it must not
     *     block
     */
    public Submission submit(GenerationRequest request, Consumer<GenerationEvent> onEvent) {
        Submission submission = follow(request.getId(), onEvent);
        publisher
                .send(options.topics().requests(), request.getId(), request)
                .whenComplete((sent, failure) -> unpublished(submission, failure));
        return submission;
    }

    /** Follows a request that somebody else publishes, from now on. */
    public Submission follow(String id, Consumer<GenerationEvent> onEvent) {
        following();
        Submission submission = new Submission(id, onEvent, listeners::remove);
        listeners.add(submission);
        return submission;
    }

    private void unpublished(Submission submission, @Nullable Throwable failure) {
        if (failure != null) {
            submission.close();
            submission.fail(new ClientException(String.valueOf(failure.getMessage()), failure));
        }
    }

    /** Asks for a request to be given up, without waiting for an answer: its result tells. */
    public void cancel(String id) {
        ControlCommand command =
                ControlCommand.newBuilder()
                        .setCommandId(UUID.randomUUID().toString())
                        .setCancel(Cancel.newBuilder().setRequestId(id))
                        .build();
        publisher.send(options.topics().control(), command.getCommandId(), command);
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
        ReplyCollector collector = ReplyCollector.of(ids, toOneStage);
        try (Subscription heard = listen(collector::offer)) {
            for (ControlCommand command : commands) {
                publisher.publish(options.topics().control(), command.getCommandId(), command);
            }
            return collector.await(patience);
        }
    }

    /** Calls the listener with everything that is said from now on, on threads of the client. */
    public Subscription listen(Consumer<Incoming> listener) {
        Subscription subscription = listeners.add(listener);
        try {
            following();
        } catch (RuntimeException e) {
            subscription.close();
            throw e;
        }
        return subscription;
    }

    /** Completes when what was said before listening began, as far as asked for, has been heard. */
    public CompletableFuture<Void> caughtUp() {
        return following().caughtUp();
    }

    /**
     * Reads a result again, waiting for the broker.
     *
     * @return the result; empty if its topic does not keep it any more
     * @throws ClientException if the broker does not answer in time
     */
    public Optional<GenerationResult> resultAt(RecordPlace place) {
        return results.read(place);
    }

    /** Returns how long ago the topic that is farthest behind was read without a failure. */
    public Duration age() {
        return following().age();
    }

    private synchronized Following following() {
        if (isClosed) {
            throw new ClientException("the client is closed");
        }
        if (following == null) {
            try {
                following = new Following(options, listeners::accept);
            } catch (KafkaException e) {
                throw new ClientException("the topics cannot be read: " + e.getMessage(), e);
            }
        }
        return following;
    }

    /** Lets go of the broker; what is still followed fails. */
    @Override
    public void close() {
        Following feeds;
        synchronized (this) {
            isClosed = true;
            feeds = following;
            following = null;
        }
        if (feeds != null) {
            feeds.close();
        }
        publisher.close();
        results.close();
        listeners.fail(new ClientException("the client was closed before the result came"));
    }
}
