package io.omniflow.executor.scheduling;

import static io.omniflow.executor.scheduling.SchedulingHarness.running;
import static io.omniflow.executor.testing.Tasks.sharing;
import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static io.omniflow.executor.testing.Tasks.twin;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.cache.EntrySlot;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.v1.Cancel;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.GetStatus;
import io.omniflow.v1.InvalidateCache;
import io.omniflow.v1.Pause;
import io.omniflow.v1.Resume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks whose output is known to be stored go past the queue, and no others. */
class SchedulingKnownTest {

    private static final CacheTerms SHARED = new CacheTerms(true, true, true, 0);

    private final GenerationTask stored = task("stored", Priority.LOW);

    private SchedulingHarness harness;

    /** One image waits, for which there is room. */
    @BeforeEach
    void fillTheQueue() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 1));
        harness.time(1_000);
        harness.arrive(task("waits", Priority.HIGH));
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aKnownResultGoesPastAFullQueueWithoutASlot() throws Exception {
        harness.store(stored, 500);
        harness.arrive(twin("a", stored), task("unknown", Priority.HIGH));

        assertThat(harness.edge()).containsExactly("pass a");
        assertThat(harness.ends()).containsExactly("unknown REJECTED QUEUE_FULL");

        harness.slots(1, 0);
        assertThat(harness.edge()).containsExactly("pass a", "run waits");
    }

    @Test
    void aRedeliveryIsStillADuplicate() throws Exception {
        harness.store(stored, 500);
        harness.arrive(twin("a", stored), twin("a", stored));

        assertThat(harness.edge()).containsExactly("pass a");
        assertThat(harness.ends()).isEmpty();
    }

    @Test
    void nobodyIsAnsweredByWhatItMayNotSee() throws Exception {
        harness.store(stored, 500);
        harness.store(sharing(task("common", Priority.LOW), "one", SHARED), 500);
        GenerationTask common = twin("b", task("common", Priority.LOW));
        harness.arrive(
                sharing(twin("other", stored), "other", SHARED),
                sharing(twin("fresh", stored), "tenant", new CacheTerms(false, true, false, 0)),
                sharing(common, "other", CacheTerms.DEFAULT));
        assertThat(harness.edge()).isEmpty();
        assertThat(harness.ends()).hasSize(3);

        harness.arrive(
                sharing(twin("c", common), "other", SHARED),
                sharing(twin("d", common), "one", CacheTerms.DEFAULT));
        assertThat(harness.edge()).containsExactly("pass c", "pass d");
    }

    @Test
    void itWaitsLikeAllOthersWhileTheStageIsPaused() throws Exception {
        harness.slots(2, 0);
        harness.command(command().setPause(Pause.getDefaultInstance()));
        harness.store(stored, 500);
        harness.arrive(twin("a", stored));
        assertThat(harness.edge()).containsExactly("run waits");

        harness.command(command().setResume(Resume.getDefaultInstance()));
        assertThat(harness.edge()).containsExactly("run waits", "run a");
    }

    @Test
    void whatIsNotInTheCacheAfterAllIsKnownNoMore() throws Exception {
        GenerationTask a = twin("a", stored);
        harness.store(stored, 500);
        harness.arrive(a, twin("b", stored));
        harness.slots(0, 0, running(a));
        harness.arrive(twin("c", stored));
        assertThat(harness.edge()).containsExactly("pass a", "pass b");
        assertThat(harness.ends()).containsExactly("c REJECTED QUEUE_FULL");

        harness.store(stored, 1_000);
        harness.arrive(twin("d", stored));
        assertThat(harness.edge()).endsWith("pass d");
    }

    @Test
    void itGoesWhereItsTwinIs() throws Exception {
        harness.report(0, new SlotCounts(1, 1, 0, 0, 0, 0));
        GenerationTask twin = twin("a", stored);
        harness.report(1, new SlotCounts(1, 1, 0, 0, 0, 0), running(twin));
        harness.store(stored, 500);
        harness.arrive(twin("b", stored));

        assertThat(harness.commands().get(1).worker()).isEqualTo(1);
        assertThat(harness.edge()).containsExactly("run waits", "pass b");
    }

    @Test
    void workersAreNotFilledAboveTheirCapacityWithoutEnd() throws Exception {
        harness.store(stored, 500);
        harness.report(0, new SlotCounts(2, 0, 0, 0, 0, 2));
        harness.arrive(twin("a", stored));
        assertThat(harness.ends()).containsExactly("a REJECTED QUEUE_FULL");

        harness.report(0, new SlotCounts(2, 0, 0, 0, 0, 1));
        harness.arrive(twin("b", stored));
        assertThat(harness.edge()).containsExactly("pass b");
    }

    @Test
    void theImagesOfARequestGoEachItsOwnWay() throws Exception {
        harness.store(task("x", 0, 2, Priority.LOW, 0), 500);
        harness.store(task("y", 1, 2, Priority.LOW, 0), 500);
        harness.arrive(task("x", 0, 2, Priority.LOW, 0), task("x", 1, 2, Priority.LOW, 0));
        assertThat(harness.edge()).containsExactly("pass x");
        assertThat(harness.ends()).containsExactly("x REJECTED QUEUE_FULL");

        harness.arrive(task("y", 0, 2, Priority.LOW, 0), task("y", 1, 2, Priority.LOW, 0));
        assertThat(harness.edge()).containsExactly("pass x");
        assertThat(harness.ends()).hasSize(3).endsWith("y REJECTED QUEUE_FULL");
    }

    @Test
    void itIsKnownAfterARestart() throws Exception {
        harness.store(stored, 500);
        harness.store(task("gone", Priority.LOW), 500);
        harness.restart(harness.snapshot());
        invalidate(InvalidateCache.newBuilder(), "fingerprint-gone-0");
        harness.restart(harness.snapshot());
        harness.arrive(twin("a", stored), twin("b", task("gone", Priority.LOW)));

        assertThat(harness.edge()).containsExactly("pass a");
    }

    @Test
    void whatIsInvalidatedIsForgottenAndCounted() throws Exception {
        harness.store(stored, 500);
        harness.store(task("other", Priority.LOW), 500);
        invalidate(InvalidateCache.newBuilder(), stored.fingerprint());
        assertThat(harness.lastReply().getInvalidation().getForgotten()).isEqualTo(1);

        harness.store(stored, 700);
        harness.arrive(twin("a", stored));
        assertThat(harness.edge()).isEmpty();
    }

    @Test
    void whatAnotherJobInvalidatesIsForgottenAndNotWrittenAgain() throws Exception {
        GenerationTask common = sharing(stored, "one", SHARED);
        harness.store(common, 500);
        harness.tell(
                new SchedulingInput.Invalidated(
                        new CacheEpoch(CacheEpoch.Scope.TENANT, "one", 900)));
        harness.restart(harness.snapshot());
        harness.store(common, 500);
        harness.arrive(sharing(twin("a", stored), "two", SHARED));
        assertThat(harness.edge()).isEmpty();
        assertThat(harness.cacheRecords()).isEmpty();

        harness.slots(2, 0);
        harness.arrive(sharing(twin("b", stored), "one", SHARED));
        WorkerCommand.Run run = (WorkerCommand.Run) harness.commands().get(1);
        assertThat(run.notBeforeMs()).isEqualTo(900);
    }

    @Test
    void whatIsTakenOutOfTheCacheTopicIsForgottenByItsOwnCircleAlone() throws Exception {
        harness.store(stored, 500);
        harness.store(sharing(stored, "one", SHARED), 500);
        remove("@tenant");
        harness.arrive(twin("a", stored), sharing(twin("b", stored), "two", SHARED));
        assertThat(harness.edge()).containsExactly("pass b");

        remove("*");
        harness.arrive(sharing(twin("c", stored), "two", SHARED));
        assertThat(harness.edge()).containsExactly("pass b");
    }

    @Test
    void anInvalidationFromTheFarFutureIsNotCarriedOut() throws Exception {
        harness.store(stored, 500);
        harness.tell(
                new SchedulingInput.Invalidated(
                        new CacheEpoch(CacheEpoch.Scope.ALL, "", 10_000_000)));
        harness.arrive(twin("a", stored));

        assertThat(harness.edge()).containsExactly("pass a");
    }

    @Test
    void whatTheCacheDoesNotTakeOrServeIsNotKnown() throws Exception {
        long bytes = DitCacheConfig.DEFAULT.maxBytes();
        harness.tell(output("another", "rev1", 500, 1_000));
        harness.tell(output(stored.model(), "rev0", 500, 1_000));
        harness.tell(output(stored.model(), "rev1", 500, bytes + 1));
        harness.arrive(twin("a", stored));
        assertThat(harness.edge()).isEmpty();

        harness.tell(output(stored.model(), "rev1", 500, bytes));
        harness.arrive(twin("b", stored));
        harness.time(501 + DitCacheConfig.DEFAULT.ttlMs());
        harness.arrive(twin("c", stored));
        assertThat(harness.edge()).containsExactly("pass b");
    }

    @Test
    void itIsCancelledBeforeAndAfterItWentPast() throws Exception {
        GenerationTask b = twin("b", stored);
        harness.store(stored, 500);
        cancel("a");
        harness.arrive(twin("a", stored), b);
        cancel("b");
        assertThat(harness.edge()).containsExactly("pass b");
        assertThat(harness.ends()).containsExactly("a CANCELLED CANCELLED");

        harness.slots(0, 0, running(b));
        assertThat(harness.edge()).containsExactly("pass b", "cancel b");
    }

    @Test
    void theStatusCountsItAsAHitUntilItIsAMiss() throws Exception {
        GenerationTask b = twin("b", stored);
        harness.store(stored, 500);
        harness.arrive(twin("a", stored), b);
        assertThat(hits()).isEqualTo(2);

        harness.slots(0, 0, running(b));
        assertThat(hits()).isEqualTo(1);
    }

    private long hits() throws Exception {
        harness.command(command().setGetStatus(GetStatus.getDefaultInstance()));
        return harness.lastReply().getStatus().getCache().getHits();
    }

    private SchedulingInput output(String model, String revision, long createdMs, long bytes) {
        return new SchedulingInput.Stored(
                model, revision, stored.fingerprint(), "tenant", false, createdMs, bytes);
    }

    private void remove(String circle) throws Exception {
        harness.tell(
                new SchedulingInput.Removed(
                        new EntrySlot(stored.cacheKey(), stored.fingerprint(), circle)));
    }

    private void invalidate(InvalidateCache.Builder what, String fingerprint) throws Exception {
        harness.command(
                command()
                        .setInvalidateCache(
                                what.setScope(io.omniflow.v1.CacheEpoch.Scope.SCOPE_FINGERPRINT)
                                        .setName(fingerprint)));
    }

    private void cancel(String id) throws Exception {
        harness.command(command().setCancel(Cancel.newBuilder().setRequestId(id)));
    }

    private static ControlCommand.Builder command() {
        return ControlCommand.newBuilder().setCommandId("c");
    }
}
