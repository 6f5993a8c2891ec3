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
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.v1.CacheEpoch;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.InvalidateCache;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulingInvalidationTest {

    private final GenerationTask leader = task("a", Priority.NORMAL);
    private final GenerationTask b = twin("b", leader);
    private final GenerationTask c = twin("c", leader);

    private SchedulingHarness harness;

    @BeforeEach
    void open() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.time(1_000);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void whatIsInFlightAnswersNobodyWhoComesLater() throws Exception {
        harness.slots(1, 0);
        harness.arrive(leader, b);
        harness.time(2_000);
        invalidate(CacheEpoch.Scope.SCOPE_FINGERPRINT, leader.fingerprint());
        harness.arrive(c);
        harness.slots(1, 0, running(leader, b));
        assertThat(harness.edge()).containsExactly("run a", "attach b to a");

        harness.time(3_000);
        harness.slots(1, 1);
        assertThat(harness.edge()).containsExactly("run a", "attach b to a", "run c");
        assertThat(runs()).extracting(WorkerCommand.Run::notBeforeMs).containsExactly(0L, 2_000L);
        harness.arrive(twin("d", leader));
        assertThat(harness.edge()).endsWith("attach d to c");
    }

    @Test
    void aWaitingLeaderHasNotBegunAndStillLeads() throws Exception {
        harness.arrive(leader, b);
        invalidate(CacheEpoch.Scope.SCOPE_ALL, "");
        harness.time(2_000);
        harness.slots(1, 0);

        assertThat(harness.edge()).containsExactly("run a", "attach b to a");
        assertThat(runs()).extracting(WorkerCommand.Run::notBeforeMs).containsExactly(1_000L);
    }

    @Test
    void tenantsLoseWhatWasMadeForTheOneThatIsNamedAndNothingElse() throws Exception {
        CacheTerms shared = new CacheTerms(true, true, true, 0);
        GenerationTask other = task("x", Priority.NORMAL);
        harness.slots(9, 0);
        harness.arrive(sharing(leader, "one", shared), sharing(other, "two", shared));
        harness.time(2_000);
        invalidate(CacheEpoch.Scope.SCOPE_TENANT, "one");
        harness.arrive(sharing(b, "three", shared), sharing(twin("y", other), "three", shared));

        assertThat(harness.edge()).containsExactly("run a", "run x", "run b", "attach y to x");
    }

    @Test
    void itHoldsOverARestartAndForTheModelThatIsNamed() throws Exception {
        invalidate(CacheEpoch.Scope.SCOPE_MODEL, "another");
        invalidate(CacheEpoch.Scope.SCOPE_MODEL, leader.model());
        harness.restart(harness.snapshot());
        harness.time(5_000);
        harness.slots(1, 0);
        harness.arrive(leader);

        assertThat(runs()).extracting(WorkerCommand.Run::notBeforeMs).containsExactly(1_000L);
    }

    @Test
    void theTopicAndTheSenderAreTold() throws Exception {
        invalidate(CacheEpoch.Scope.SCOPE_TENANT, "one");

        OutboundRecord record = harness.cacheRecords().get(0);
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("epoch/TENANT/one");
        assertThat(CacheEpoch.parseFrom(record.value()))
                .isEqualTo(
                        CacheEpoch.newBuilder()
                                .setScope(CacheEpoch.Scope.SCOPE_TENANT)
                                .setName("one")
                                .setBeforeMs(1_000)
                                .build());
        assertThat(harness.lastReply().getInvalidation().getBeforeMs()).isEqualTo(1_000);
    }

    private void invalidate(CacheEpoch.Scope scope, String name) throws Exception {
        harness.command(
                ControlCommand.newBuilder()
                        .setCommandId("i")
                        .setInvalidateCache(
                                InvalidateCache.newBuilder().setScope(scope).setName(name)));
    }

    private List<WorkerCommand.Run> runs() {
        return harness.commands().stream()
                .filter(WorkerCommand.Run.class::isInstance)
                .map(WorkerCommand.Run.class::cast)
                .toList();
    }
}
