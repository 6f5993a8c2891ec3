package io.omniflow.job.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.PartialImage;
import io.omniflow.v1.Progress;
import io.omniflow.v1.Queued;
import io.omniflow.v1.Started;
import io.omniflow.v1.Status;
import io.omniflow.v1.Tokens;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RequestStateTest {

    private final RequestState state = new RequestState("a");

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

        result(Status.STATUS_COMPLETED);
        assertThat(state.phase()).isEqualTo(RequestState.Phase.DONE);
    }

    @Test
    void eachPreviewIsThereOnceHoweverOftenItCame() {
        for (int preview : new int[] {0, 1, 0, 2, 1}) {
            event(e -> e.setPartialImage(PartialImage.newBuilder().setPartialImageIndex(preview)));
        }
        event(e -> e.setIndex(1).setPartialImage(PartialImage.getDefaultInstance()));

        assertThat(state.previews())
                .extracting(e -> e.getIndex() + "/" + e.getPartialImage().getPartialImageIndex())
                .containsExactly("0/0", "0/1", "0/2", "1/0");
    }

    @Test
    void aLateEventDoesNotUndoTheResult() {
        result(Status.STATUS_COMPLETED);
        event(e -> e.setProgress(Progress.newBuilder().setStep(1).setSteps(8)));
        event(e -> e.setQueued(Queued.newBuilder()));

        assertThat(state.phase()).isEqualTo(RequestState.Phase.DONE);
    }

    @Test
    void aRepeatedResultChangesNothing() {
        result(Status.STATUS_COMPLETED);
        result(Status.STATUS_FAILED);

        assertThat(state.result())
                .hasValueSatisfying(
                        r -> assertThat(r.getStatus()).isEqualTo(Status.STATUS_COMPLETED));
    }

    private void event(UnaryOperator<GenerationEvent.Builder> change) {
        GenerationEvent.Builder event = GenerationEvent.newBuilder().setRequestId("a");
        state.accept(change.apply(event).build());
    }

    private void result(Status status) {
        state.end(GenerationResult.newBuilder().setRequestId("a").setStatus(status).build());
    }

    @Test
    void aTextIsThereWhileItIsWritten() {
        RequestState state = new RequestState("r");
        state.accept(wrote(0, "a red"));
        state.accept(wrote(5, " circle"));

        assertThat(state.text()).isEqualTo("a red circle");

        state.accept(
                GenerationEvent.newBuilder()
                        .setModel("shapes")
                        .setProgress(Progress.newBuilder().setStep(1).setSteps(20))
                        .build());
        assertThat(state.text()).isEmpty();
    }

    private static GenerationEvent wrote(int offset, String text) {
        return GenerationEvent.newBuilder()
                .setModel("words")
                .setTokens(Tokens.newBuilder().setTextOffset(offset).setText(text).setCount(1))
                .build();
    }
}
