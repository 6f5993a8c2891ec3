package io.omniflow.executor.scheduling;

import static io.omniflow.executor.scheduling.SchedulingHarness.running;
import static io.omniflow.executor.testing.Tasks.sharing;
import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static io.omniflow.executor.testing.Tasks.twin;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.v1.GenerationEvent;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulingTwinsTest {

    private final GenerationTask leader = task("a", Priority.NORMAL);
    private final GenerationTask b = twin("b", leader);
    private final GenerationTask c = twin("c", leader);

    private SchedulingHarness harness;

    @BeforeEach
    void open() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void followersLeaveRightBehindTheirLeaderAndTakeNoSlot() throws Exception {
        harness.arrive(leader, task("x", Priority.NORMAL), b, c);
        harness.time(40);
        harness.slots(1, 0);

        assertThat(harness.edge()).containsExactly("run a", "attach b to a", "attach c to a");
        WorkerCommand.Attach attach = (WorkerCommand.Attach) harness.commands().get(1);
        assertThat(attach.leader()).isEqualTo(new TaskId("a", 0));
        assertThat(attach.worker()).isZero();
        assertThat(attach.cacheKey()).isEqualTo(leader.cacheKey());
        assertThat(attach.run().slotted()).isFalse();
        assertThat(attach.run().queuedMs()).isEqualTo(40);
        harness.slots(1, 1);
        assertThat(harness.edge()).endsWith("run x");
    }

    @Test
    void aDuplicateOfADispatchedTaskGoesToItAtOnce() throws Exception {
        harness.slots(1, 0);
        harness.arrive(leader, b);

        assertThat(harness.edge()).containsExactly("run a", "attach b to a");
        harness.restart(harness.snapshot());
        harness.slots(9, 0);
        assertThat(harness.commands()).isEmpty();
    }

    @Test
    void eventsNameTheRequestThatIsFollowed() throws Exception {
        harness.arrive(leader, b);
        harness.slots(1, 0);
        harness.arrive(c);

        List<GenerationEvent> queued =
                harness.events().stream().filter(GenerationEvent::hasQueued).toList();
        assertThat(queued)
                .extracting(event -> event.getRequestId() + "<" + event.getQueued().getFollows())
                .containsExactly("a<", "b<a", "c<a");
    }

    @Test
    void waitingFollowersAreFollowersAgainAfterARestore() throws Exception {
        harness.arrive(leader, task("x", Priority.NORMAL), b);
        harness.restart(harness.snapshot());
        harness.arrive(c);
        harness.slots(1, 0);

        assertThat(harness.edge()).containsExactly("run a", "attach b to a", "attach c to a");
    }

    /** The leader left before the barrier, its duplicate arrives behind it. */
    @Test
    void aDuplicateBetweenTheBarriersJoinsTheGenerationThatTheWorkerAnnounces() throws Exception {
        harness.slots(1, 0);
        harness.arrive(leader);
        OperatorSubtaskState snapshot = harness.snapshot();
        harness.arrive(b);
        assertThat(harness.edge()).containsExactly("run a", "attach b to a");

        harness.restart(snapshot);
        harness.arrive(b);
        assertThat(harness.commands()).isEmpty();
        harness.slots(4, 0, running(leader));
        assertThat(harness.edge()).containsExactly("attach b to a");
        harness.slots(4, 0, running(leader, b));
        harness.arrive(c);
        assertThat(harness.edge()).containsExactly("attach b to a", "attach c to a");
    }

    /** The leader and one duplicate wait at the barrier and leave behind it: all is done again. */
    @Test
    void whatLeftBehindTheBarrierLeavesAgain() throws Exception {
        harness.arrive(leader, b);
        OperatorSubtaskState snapshot = harness.snapshot();
        harness.slots(1, 0);
        harness.restart(snapshot);
        harness.slots(1, 0);

        assertThat(harness.edge()).containsExactly("run a", "attach b to a");
    }

    @Test
    void othersShareOnlyIfTheirTermsAllowIt() throws Exception {
        CacheTerms shared = new CacheTerms(true, true, true, 0);
        GenerationTask first = sharing(leader, "one", shared);
        harness.slots(9, 0);
        harness.arrive(
                first,
                sharing(b, "two", shared),
                sharing(c, "one", CacheTerms.DEFAULT),
                sharing(twin("d", leader), "one", new CacheTerms(false, true, true, 0)),
                sharing(twin("e", leader), "one", new CacheTerms(true, false, true, 0)),
                sharing(twin("f", leader), "one", new CacheTerms(true, true, true, 0.9)),
                sharing(twin("g", leader), "two", new CacheTerms(true, true, true, 0.9)),
                sharing(twin("h", leader), "two", new CacheTerms(true, true, true, 0.8)));

        assertThat(harness.edge())
                .containsExactly(
                        "run a",
                        "attach b to a",
                        "run c",
                        "run d",
                        "run e",
                        "run f",
                        "attach g to f",
                        "run h");
    }

    @Test
    void waitingTasksThatShareWithNoneRunAlone() throws Exception {
        CacheTerms alone = new CacheTerms(false, false, false, 0);
        harness.arrive(sharing(leader, "t", alone), sharing(b, "t", alone), sharing(c, "t", alone));
        harness.slots(1, 0, running(sharing(leader, "t", alone)));

        assertThat(harness.edge()).containsExactly("run a");
        harness.slots(3, 0);
        assertThat(harness.edge()).containsExactly("run a", "run b", "run c");
    }
}
