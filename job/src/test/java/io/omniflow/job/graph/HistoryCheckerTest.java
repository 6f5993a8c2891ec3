package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.Error;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import io.omniflow.worker.testing.TestingModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker finds what is wrong, each in its own history. */
class HistoryCheckerTest {

    private static final GenerationRequest ASKED = TestingRequests.normal("r", 4);
    private static final GenerationRequest OTHER = ASKED.toBuilder().setSeed(8).build();
    private static final GenerationRequest FAULTY =
            ASKED.toBuilder().setPrompt(TestingModel.FAIL_AT_STEP).build();

    private final History history = new History();
    private final Journal journal = new Journal();

    @Test
    void aRightHistoryIsRight() {
        history.delivered(ASKED);
        history.delivered(ASKED);
        history.delivered(OTHER);
        journal.take(completed(ASKED));
        journal.take(new Journal.DeadLetter("r", "ID_REUSED"));

        assertThat(violations()).isEmpty();
    }

    @Test
    void aMissingResultIsFound() {
        history.delivered(ASKED);

        assertFound("no result");
    }

    @Test
    void aSecondResultIsFound() {
        history.delivered(ASKED);
        history.delivered(ASKED);
        journal.take(completed(ASKED));
        journal.take(completed(ASKED));

        assertFound("2 results");
    }

    @Test
    void aRejectedRequestMayBeSentAgain() {
        history.limited();
        history.delivered(ASKED);
        history.delivered(ASKED);
        journal.take(ended(Status.STATUS_REJECTED, "QUEUE_FULL"));
        journal.take(completed(ASKED));

        assertThat(violations()).isEmpty();
    }

    @Test
    void anotherPictureIsFound() {
        history.delivered(ASKED);
        journal.take(completed(OTHER));

        assertFound("no picture, or another one than was asked for");
    }

    @Test
    void aPictureThatCannotBePaintedIsFound() {
        history.delivered(FAULTY);
        journal.take(completed(FAULTY));

        assertFound("no picture, or another one than was asked for");
    }

    @Test
    void aMissingImageIsFound() {
        GenerationRequest two = ASKED.toBuilder().setN(2).build();
        history.delivered(two);
        journal.take(completed(two));

        assertFound("no picture, or another one than was asked for");
    }

    @Test
    void anEndWithoutAReasonIsFound() {
        history.delivered(ASKED);
        journal.take(ended(Status.STATUS_CANCELLED, "CANCELLED"));
        assertFound("STATUS_CANCELLED CANCELLED has no reason");

        history.cancelled("r");
        assertThat(violations()).isEmpty();
    }

    @Test
    void aFailureWithoutAFaultIsFound() {
        history.delivered(ASKED);
        GenerationResult failed = ended(Status.STATUS_FAILED, "NOT_FINITE");
        journal.take(
                failed.toBuilder()
                        .addOutputs(
                                Output.newBuilder()
                                        .setStatus(Status.STATUS_FAILED)
                                        .setError(failed.getError()))
                        .build());

        assertFound("STATUS_FAILED NOT_FINITE has no reason");
    }

    @Test
    void aResultThatNobodyAskedForIsFound() {
        journal.take(completed(ASKED));

        assertFound("a result that nobody asked for");
    }

    @Test
    void aReuseWithoutADeadLetterIsFound() {
        history.delivered(ASKED);
        history.delivered(OTHER);
        journal.take(completed(ASKED));

        assertFound("1 reuses of its id and 0 dead letters");
    }

    @Test
    void anUnexpectedDeadLetterIsFound() {
        journal.take(new Journal.DeadLetter("r", "UNPARSEABLE"));

        assertFound("a dead letter for UNPARSEABLE");
    }

    @Test
    void aCommandThatWasNotAnsweredOrWronglyIsFound() {
        history.commanded("c", true);
        assertThat(violations()).hasSize(1);

        journal.take(
                GenerationEvent.newBuilder()
                        .setControlReply(ControlReply.newBuilder().setCommandId("c"))
                        .build());
        assertThat(violations()).hasSize(1);
    }

    private List<String> violations() {
        return HistoryChecker.violations(history, journal);
    }

    private void assertFound(String what) {
        assertThat(violations()).singleElement().asString().startsWith(what + ": r");
    }

    private static GenerationResult completed(GenerationRequest request) {
        return GenerationResult.newBuilder()
                .setRequestId("r")
                .setStatus(Status.STATUS_COMPLETED)
                .addOutputs(
                        Output.newBuilder()
                                .setStatus(Status.STATUS_COMPLETED)
                                .setData(ByteString.copyFrom(TestingRequests.expected(request, 0))))
                .build();
    }

    private static GenerationResult ended(Status status, String code) {
        return GenerationResult.newBuilder()
                .setRequestId("r")
                .setStatus(status)
                .setError(Error.newBuilder().setCode(code))
                .build();
    }
}
