package io.omniflow.job.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Progress;
import io.omniflow.v1.Queued;
import io.omniflow.v1.Started;
import io.omniflow.v1.Status;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RequestTrackerTest {

    private final RequestTracker tracker = new RequestTracker(List.of("a", "b"));

    private final RequestState state = tracker.states().iterator().next();

    @Test
    void aRequestWaitsRunsAndEnds() {
        assertThat(state.phase()).isEqualTo(RequestState.Phase.SENT);

        event(e -> e.setQueued(Queued.newBuilder().setPosition(3)));
        assertThat(state.phase()).isEqualTo(RequestState.Phase.WAITING);
        assertThat(state.position()).isEqualTo(3);

        event(e -> e.setStarted(Started.newBuilder()));
        event(e -> e.setProgress(Progress.newBuilder().setStep(2).setSteps(8)));
        event(e -> e.setIndex(1).setProgress(Progress.newBuilder().setStep(1).setSteps(8)));
        assertThat(state.phase()).isEqualTo(RequestState.Phase.RUNNING);
        assertThat(state.step()).isEqualTo(3);
        assertThat(state.steps()).isEqualTo(16);

        result("a", Status.STATUS_COMPLETED);
        assertThat(state.phase()).isEqualTo(RequestState.Phase.DONE);
        assertThat(tracker.ended()).isEqualTo(1);
        assertThat(tracker.isDone()).isFalse();

        result("b", Status.STATUS_FAILED);
        assertThat(tracker.isDone()).isTrue();
    }

    @Test
    void aLateEventDoesNotUndoTheResult() {
        result("a", Status.STATUS_COMPLETED);
        event(e -> e.setProgress(Progress.newBuilder().setStep(1).setSteps(8)));
        event(e -> e.setQueued(Queued.newBuilder()));

        assertThat(state.phase()).isEqualTo(RequestState.Phase.DONE);
    }

    @Test
    void aRepeatedResultChangesNothing() {
        result("a", Status.STATUS_COMPLETED);
        result("a", Status.STATUS_FAILED);

        assertThat(state.result())
                .hasValueSatisfying(
                        r -> assertThat(r.getStatus()).isEqualTo(Status.STATUS_COMPLETED));
    }

    @Test
    void otherRequestsAreIgnored() {
        result("other", Status.STATUS_COMPLETED);

        assertThat(tracker.ended()).isZero();
    }

    private void event(UnaryOperator<GenerationEvent.Builder> change) {
        GenerationEvent.Builder event = GenerationEvent.newBuilder().setRequestId("a");
        tracker.accept(new Incoming.Event(change.apply(event).build()));
    }

    private void result(String id, Status status) {
        tracker.accept(
                new Incoming.Result(
                        GenerationResult.newBuilder().setRequestId(id).setStatus(status).build()));
    }
}
