package io.omniflow.job.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.omniflow.job.embedded.EmbeddedBroker;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationEvent.EventCase;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.GetStatus;
import io.omniflow.v1.Status;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBroker.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OmniClientITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ClientOptions options;

    private FakeJob job;

    private OmniClient client;

    @BeforeAll
    void connect(EmbeddedBroker broker) {
        job = FakeJob.start(broker.bootstrapServers(), "client");
        options = ClientOptions.of(broker.bootstrapServers()).withTopics(FakeJob.topics("client"));
        client = OmniClient.connect(options);
    }

    @AfterAll
    void close() throws InterruptedException {
        client.close();
        job.close();
    }

    @Test
    void aSubmissionTellsItsEventsAndItsResult() {
        Queue<GenerationEvent> events = new ConcurrentLinkedQueue<>();
        Submission submission = client.submit(request("told", "hold a circle"), events::add);
        await().atMost(PATIENCE).until(() -> submission.state().step() == 1);
        assertThat(submission.state().phase()).isEqualTo(RequestState.Phase.RUNNING);
        assertThat(events)
                .extracting(GenerationEvent::getEventCase)
                .containsExactly(EventCase.QUEUED, EventCase.STARTED, EventCase.PROGRESS);

        job.release("told");

        assertThat(result(submission).getStatus()).isEqualTo(Status.STATUS_COMPLETED);
        assertThat(submission.state().phase()).isEqualTo(RequestState.Phase.DONE);
    }

    @Test
    void manyThreadsShareOneClient() {
        Set<Submission> submissions = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 50)
                .parallel()
                .forEach(i -> submissions.add(client.submit(request("many-" + i, "a circle"))));

        assertThat(submissions)
                .hasSize(50)
                .allSatisfy(each -> assertThat(result(each).getRequestId()).isEqualTo(each.id()));
    }

    @Test
    void aCancelledRequestEndsAsCancelled() {
        Submission submission = client.submit(request("given-up", "hold this"));
        await().atMost(PATIENCE).until(() -> job.held().contains("given-up"));

        client.cancel("given-up");

        assertThat(result(submission).getStatus()).isEqualTo(Status.STATUS_CANCELLED);
    }

    @Test
    void stagesAnswerCommands() {
        ControlCommand command =
                ControlCommand.newBuilder()
                        .setCommandId("status")
                        .setGetStatus(GetStatus.newBuilder())
                        .build();

        assertThat(client.ask(List.of(command), true, PATIENCE))
                .singleElement()
                .satisfies(reply -> assertThat(reply.getStatus().getModel()).isEqualTo("shapes"));
    }

    @Test
    void aClientWithHistoryHearsWhatWasSaidBefore() {
        result(client.submit(request("before", "a blue square")));
        Set<Object> heard = ConcurrentHashMap.newKeySet();
        try (OmniClient later = OmniClient.connect(options.withHistory(Duration.ofHours(1)));
                Subscription listening = later.listen(in -> heard.add(id(in)))) {
            later.caughtUp().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();

            assertThat(heard).contains("request before", "event before", "result before");
        }
    }

    @Test
    void whatIsFollowedWhenTheClientIsClosedFails() {
        OmniClient other = OmniClient.connect(options);
        Submission submission = other.submit(request("left", "hold that"));
        other.close();

        assertThatThrownBy(() -> submission.result().join())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("the client was closed before the result came");
        assertThatThrownBy(() -> other.submit(request("too-late", "a circle")))
                .isInstanceOf(ClientException.class);
    }

    @Test
    void aBrokerWithoutAJobIsToldFromNoBroker(EmbeddedBroker broker) {
        ClientOptions none =
                ClientOptions.of(broker.bootstrapServers()).withTopics(FakeJob.topics("none"));
        assertThatThrownBy(() -> OmniClient.connect(none))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("no Omniflow topics");
        ClientOptions nobody = ClientOptions.of("127.0.0.1:1").withPatience(Duration.ofMillis(200));
        assertThatThrownBy(() -> OmniClient.connect(nobody))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("no Kafka broker answers at 127.0.0.1:1");
    }

    private static String id(Incoming incoming) {
        if (incoming instanceof Incoming.Request in) {
            return "request " + in.request().getId();
        }
        return incoming instanceof Incoming.Event in
                ? "event " + in.event().getRequestId()
                : "result " + ((Incoming.Result) incoming).result().getRequestId();
    }

    private static GenerationResult result(Submission submission) {
        return submission.result().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static GenerationRequest request(String id, String prompt) {
        return GenerationRequest.newBuilder().setId(id).setPrompt(prompt).setSeed(7).build();
    }
}
