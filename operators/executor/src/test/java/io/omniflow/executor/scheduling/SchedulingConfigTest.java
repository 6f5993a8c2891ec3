package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.CacheNotice;
import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GetConfig;
import io.omniflow.v1.UpdateConfig;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulingConfigTest {

    private static final String TYPE = "scheduler.type";
    private static final String LIMIT = "scheduler.max-queue-size";
    private static final String TTL = "cache.ttl";

    private final StageConfig stage = stage(SchedulerType.FIFO, 100);

    private SchedulingHarness harness;

    @BeforeEach
    void open() throws Exception {
        harness = new SchedulingHarness(stage);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void tellsTheDeploymentsValuesUntilOneIsChanged() throws Exception {
        ConfigReport report = read();

        assertThat(report.getVersion()).isZero();
        assertThat(report.getValuesMap())
                .containsAllEntriesOf(stage.scheduler().values())
                .containsAllEntriesOf(stage.cache().values())
                .hasSize(stage.scheduler().values().size() + stage.cache().values().size());
        assertThat(report.getChangedList()).isEmpty();
        assertThat(harness.lastReply().getStage()).isEqualTo("shapes");
    }

    @Test
    void aChangeHoldsAtOnceForWhatWaitsAlready() throws Exception {
        harness.arrive(task("low", Priority.LOW), task("high", Priority.HIGH));
        ConfigReport report = change(Map.of(TYPE, "priority")).getConfig();

        assertThat(report.getVersion()).isEqualTo(1);
        assertThat(report.getValuesMap()).containsEntry(TYPE, "priority");
        assertThat(report.getChangedList()).containsExactly(TYPE);
        harness.slots(1, 0);
        assertThat(harness.released()).containsExactly("high");
    }

    @Test
    void aChangeIsMadeAsAWholeOrNotAtAll() throws Exception {
        ControlReply reply = change(Map.of(LIMIT, "7", TYPE, "round-robin"));

        assertRefused(reply, "round-robin");
        assertThat(read().getValuesMap()).containsEntry(LIMIT, "100");
        assertThat(read().getVersion()).isZero();
        assertRefused(change(Map.of("scheduler.typ", "fifo")), "scheduler.typ");
        assertRefused(change(Map.of("scheduler.typ", "")), "scheduler.typ");
        assertRefused(change(Map.of(LIMIT, "-1")), "-1");
        assertThat(read().getVersion()).isZero();
    }

    @Test
    void anEmptyValueTakesTheDeploymentsOwnAgain() throws Exception {
        change(Map.of(LIMIT, "7", TYPE, "priority"));
        ConfigReport report = change(Map.of(LIMIT, "")).getConfig();

        assertThat(report.getVersion()).isEqualTo(2);
        assertThat(report.getValuesMap())
                .containsEntry(LIMIT, "100")
                .containsEntry(TYPE, "priority");
        assertThat(report.getChangedList()).containsExactly(TYPE);
    }

    @Test
    void aSenderThatHasSeenAnotherVersionIsRefused() throws Exception {
        assertThat(change(Map.of(LIMIT, "7"), 0).getConfig().getVersion()).isEqualTo(1);
        assertRefused(change(Map.of(LIMIT, "8"), 0), "version 1");
        assertThat(change(Map.of(LIMIT, "8"), 1).getConfig().getVersion()).isEqualTo(2);
    }

    @Test
    void aChangeOfNothingDoesNotCount() throws Exception {
        change(Map.of(LIMIT, "7"));

        assertThat(change(Map.of(LIMIT, "7")).getConfig().getVersion()).isEqualTo(1);
        assertThat(change(Map.of(TYPE, "")).getConfig().getVersion()).isEqualTo(1);
    }

    @Test
    void aChangedLimitCountsForTheNextRequest() throws Exception {
        harness.arrive(task("a", Priority.LOW));
        change(Map.of(LIMIT, "1"));
        harness.arrive(task("b", Priority.LOW));
        assertThat(harness.ends()).containsExactly("b REJECTED QUEUE_FULL");
    }

    @Test
    void changesLieOverTheValuesOfTheNextDeployment() throws Exception {
        change(Map.of(LIMIT, "1"));
        StageConfig next = with(with(stage, LIMIT, "50"), "scheduler.max-pauses", "9");
        harness.restart(next, harness.snapshot());

        ConfigReport report = read();
        assertThat(report.getVersion()).isEqualTo(1);
        assertThat(report.getValuesMap())
                .containsEntry(LIMIT, "1")
                .containsEntry("scheduler.max-pauses", "9");
        harness.arrive(task("a", Priority.LOW), task("b", Priority.LOW));
        assertThat(harness.ends()).containsExactly("b REJECTED QUEUE_FULL");
    }

    /** A stage that schedules with another value of one option. */
    static StageConfig with(StageConfig stage, String key, String value) {
        return new StageConfig(
                stage.model(),
                stage.parallelism(),
                stage.cacheParallelism(),
                stage.slots(),
                stage.prefetch(),
                stage.scheduler().with(Map.of(key, value)),
                stage.cache());
    }

    private void assertRefused(ControlReply reply, String reason) {
        assertThat(reply.getOk()).isFalse();
        assertThat(reply.getError().getCode()).isEqualTo("INVALID_CONFIG");
        assertThat(reply.getError().getMessage()).contains(reason);
        assertThat(reply.getStage()).isEqualTo("shapes");
    }

    private ConfigReport read() throws Exception {
        harness.command(
                ControlCommand.newBuilder()
                        .setCommandId("get")
                        .setGetConfig(GetConfig.getDefaultInstance()));
        return harness.lastReply().getConfig();
    }

    private ControlReply change(Map<String, String> values) throws Exception {
        return change(UpdateConfig.newBuilder().putAllValues(values));
    }

    private ControlReply change(Map<String, String> values, long expected) throws Exception {
        return change(UpdateConfig.newBuilder().putAllValues(values).setExpectedVersion(expected));
    }

    private ControlReply change(UpdateConfig.Builder update) throws Exception {
        harness.command(ControlCommand.newBuilder().setCommandId("set").setUpdateConfig(update));
        return harness.lastReply();
    }

    @Test
    void ditCacheIsToldWhatChangesOfItsOwn() throws Exception {
        change(Map.of(LIMIT, "7"));
        assertThat(harness.notices()).isEmpty();

        ConfigReport report = change(Map.of(TTL, "5 min", LIMIT, "8")).getConfig();
        assertThat(report.getValuesMap()).containsEntry(TTL, "5 min").containsEntry(LIMIT, "8");
        assertThat(harness.notices()).singleElement().isEqualTo(ttlOfFiveMinutes(2));
        change(Map.of(TTL, "5 min"));
        assertRefused(change(Map.of(TTL, "0", LIMIT, "9")), TTL);
        assertThat(read().getValuesMap()).containsEntry(TTL, "5 min").containsEntry(LIMIT, "8");
        assertThat(harness.notices()).hasSize(1);
    }

    @Test
    void ditCacheIsToldAgainAfterARestart() throws Exception {
        change(Map.of(TTL, "5 min"));
        harness.restart(harness.snapshot());
        harness.time(1_000);
        harness.time(2_000);

        assertThat(harness.notices()).singleElement().isEqualTo(ttlOfFiveMinutes(1));
    }

    private CacheNotice ttlOfFiveMinutes(long version) {
        return new CacheNotice.Config(version, stage.cache().with(Map.of(TTL, "5 min")));
    }
}
