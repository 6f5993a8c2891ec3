package io.omniflow.worker;

import static io.omniflow.worker.TestTasks.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.registry.DeviceLease;
import io.omniflow.registry.DeviceRegistry;
import io.omniflow.worker.testing.TestingModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that hang are native ones in earnest: deaf to interrupts until the model is hurried. */
class WatchdogTest {

    private static final RunTerms IMPATIENT = new RunTerms(RunTerms.NOT_URGENT, 0, 300);

    @TempDir private Path directory;

    private final RecordingListener said = new RecordingListener();
    private final AtomicInteger loads = new AtomicInteger();
    private final DeviceRegistry devices = new DeviceRegistry();
    private final AtomicInteger exits = new AtomicInteger();
    private Path hurry;
    private StepLoop loop;

    @BeforeEach
    void start() {
        hurry = directory.resolve("hurry");
        start(Device.cpu());
    }

    /** Lets what hangs come back, and waits until all threads have freed their models. */
    @AfterEach
    void letGo() throws Exception {
        Files.createFile(hurry);
        loop.close();
        await().untilAsserted(() -> assertThat(closes()).isEqualTo(loads.get()));
    }

    @Test
    void onlyTheOneThatHangsAloneFailsAndTheOthersGoOnFromTheirSnapshots() {
        GenerationTask culprit = normal(TestingModel.HANG_AT_STEP, 20);
        GenerationTask good = normal("good", 200);
        GenerationTask waiting = normal("waiting", 5);
        submit(good, culprit, waiting);
        awaitEnded(3);

        assertThat(said.failures()).containsOnlyKeys(culprit.id());
        assertThat(said.failures().get(culprit.id()).code()).isEqualTo(ErrorCode.WORKER_TIMEOUT);
        assertThat(said.failures().get(culprit.id()))
                .hasMessageContaining("step")
                .hasMessageContaining("300 ms");
        assertOutputs(good, waiting);
        assertThat(loads).hasValue(3);
        assertThat(exits).hasValue(0);
        assertThat(said.readies()).isEqualTo(1);
        assertThat(said.story())
                .filteredOn(line -> line.endsWith("began"))
                .doesNotHaveDuplicates()
                .hasSize(3);
    }

    @Test
    void membersOfAHungStepGoOnAloneWhichMayBeAllTheyNeed() {
        GenerationTask shy = normal(TestingModel.HANG_IN_COMPANY, 20);
        GenerationTask good = normal("good", 30);
        submit(shy, good);
        awaitEnded(2);

        assertOutputs(shy, good);
        assertThat(loads).hasValue(2);
        assertThat(loop.snapshot(good.id())).isPresent();
    }

    @Test
    void beginningAndFinishingAreWatchedToo() {
        GenerationTask begins = normal(TestingModel.HANG_AT_BEGIN, 5);
        GenerationTask ends = normal(TestingModel.HANG_AT_FINISH, 5);
        GenerationTask good = normal("good", 100);
        submit(good, begins, ends);
        awaitEnded(3);

        assertThat(said.failures().get(begins.id())).hasMessageContaining("begin");
        assertThat(said.failures().get(ends.id())).hasMessageContaining("finish");
        assertThat(said.failures().values())
                .extracting(failure -> failure.code())
                .containsOnly(ErrorCode.WORKER_TIMEOUT);
        assertOutputs(good);
    }

    @Test
    void theThirdThatHangsOnACpuEndsTheProcess() {
        submit(
                normal(TestingModel.HANG_AT_BEGIN + 1, 5),
                normal(TestingModel.HANG_AT_BEGIN + 2, 5),
                normal(TestingModel.HANG_AT_BEGIN + 3, 5));
        await().atMost(Duration.ofSeconds(20)).until(() -> exits.get() == 1);

        assertThat(said.ended()).hasSize(2);
        assertThat(loads).hasValue(3);
    }

    @Test
    void aThreadThatCameBackCountsNoMoreAndSaysNothing() throws Exception {
        GenerationTask good = normal("good", 5);
        submit(normal(TestingModel.HANG_AT_BEGIN + 1, 5), normal(TestingModel.HANG_AT_FINISH, 5));
        awaitEnded(2);
        Files.createFile(hurry);
        await().until(() -> closes() == 2);
        Files.delete(hurry);
        submit(
                normal(TestingModel.HANG_AT_BEGIN + 2, 5),
                normal(TestingModel.HANG_AT_BEGIN + 3, 5),
                good);
        awaitEnded(5);

        assertThat(exits).hasValue(0);
        assertThat(said.ended()).doesNotHaveDuplicates();
        assertThat(said.outputs()).containsOnlyKeys(good.id());
    }

    @Test
    void theFirstThatHangsOnAGpuEndsTheProcess() {
        loop.close();
        start(Device.gpu(0));
        submit(normal(TestingModel.HANG_AT_STEP, 5), normal("good", 1_000));
        await().until(() -> exits.get() == 1);

        assertThat(said.ended()).isEmpty();
    }

    private void start(Device device) {
        loop =
                new StepLoop(
                        "test",
                        () ->
                                new LeasedModel<>(
                                        new TestingModel(2, hurry),
                                        Seat.unbounded(lease(device)),
                                        CpuShare.unchanged()),
                        new StepLoopConfig(2, 0, 0, 0),
                        said,
                        Clock.systemUTC(),
                        exits::incrementAndGet);
        loop.start();
    }

    private DeviceLease lease(Device device) {
        loads.incrementAndGet();
        return devices.lease(List.of(device));
    }

    private int closes() {
        int open = devices.users(Device.cpu()) + devices.users(Device.gpu(0));
        return loads.get() - open;
    }

    private void submit(GenerationTask... tasks) {
        for (GenerationTask task : tasks) {
            loop.submit(Submission.fresh(task, IMPATIENT));
        }
    }

    private void awaitEnded(int tasks) {
        await().atMost(Duration.ofSeconds(20)).until(() -> said.ended().size() == tasks);
    }

    private void assertOutputs(GenerationTask... tasks) {
        for (GenerationTask task : tasks) {
            assertThat(said.outputs().get(task.id()).data())
                    .isEqualTo(TestingModel.expectedOutput(task.image()));
        }
    }
}
