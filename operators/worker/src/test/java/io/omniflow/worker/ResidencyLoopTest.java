package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.registry.DeviceMemory;
import io.omniflow.worker.testing.TestingGeneration;
import io.omniflow.worker.testing.TestingModel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loops whose models share the memory of a device, and models that sleep. */
class ResidencyLoopTest {

    private static final long BUDGET = 100;
    private static final long TURN_MS = 20;

    private final DeviceMemory memory = new DeviceMemory(BUDGET, TURN_MS);
    private final List<StepLoop> loops = new ArrayList<>();

    /** A model with a place on the device, as a worker's. */
    private record Placed(TestingModel model, DeviceMemory.Place place)
            implements StepModel<TestingGeneration>, DeviceBound {

        @Override
        public TestingGeneration begin(Beginning beginning) {
            return model.begin(beginning);
        }

        @Override
        public List<StepReport> step(List<TestingGeneration> batch) {
            return model.step(batch);
        }

        @Override
        public PendingOutput finish(TestingGeneration generation) {
            return model.finish(generation);
        }

        @Override
        public Snapshot snapshot(TestingGeneration generation) {
            return model.snapshot(generation);
        }

        @Override
        public boolean isOnGpu() {
            return false;
        }

        @Override
        public boolean isWanted() {
            return place.isWanted();
        }

        @Override
        public void use(boolean working) {
            place.use(working);
        }

        @Override
        public void close() {
            model.close();
            place.close();
        }
    }

    @AfterEach
    void close() {
        loops.forEach(StepLoop::close);
    }

    @Test
    void twoModelsOfWhichOneFitsTakeTurnsAndEveryRequestEndsRight() {
        RecordingListener one = new RecordingListener();
        RecordingListener two = new RecordingListener();
        StepLoop first = start("one", 60, one, new CountDownLatch(0));
        await().until(() -> one.loads() == 1);
        StepLoop second = start("two", 60, two, new CountDownLatch(0));
        await().until(() -> two.loads() == 1 && one.unloads() == 1);

        GenerationTask mine = submit(first, "a", 400);
        GenerationTask yours = submit(second, "b", 400);

        awaitEnded(one, 1);
        awaitEnded(two, 1);
        assertRight(one, mine);
        assertRight(two, yours);
        assertThat(one.loads()).isGreaterThan(1);
        assertThat(one.readies()).isEqualTo(1);
        assertThat(one.story()).anyMatch(line -> line.contains("paused"));
        assertThat(one.pauses(mine.id())).isZero();
        assertThat(memory.taken()).isLessThanOrEqualTo(BUDGET);
    }

    @Test
    void stepsOfOneModelCompleteWhileAnotherIsBeingLoaded() {
        RecordingListener one = new RecordingListener();
        RecordingListener two = new RecordingListener();
        CountDownLatch held = new CountDownLatch(1);
        StepLoop first = start("one", 60, one, new CountDownLatch(0));
        StepLoop second = start("two", 40, two, held);
        GenerationTask waits = submit(second, "waits", 3);
        await().until(() -> memory.taken() == BUDGET);

        GenerationTask task = submit(first, "goes on", 50);
        awaitEnded(one, 1);
        assertRight(one, task);
        assertThat(two.loads()).isZero();

        held.countDown();
        awaitEnded(two, 1);
        assertRight(two, waits);
        assertThat(one.unloads()).isZero();
    }

    @Test
    void aModelThatSleepsLeavesAtOnceAndGoesOnWhereItWasWhenItWakes() {
        RecordingListener said = new RecordingListener();
        StepLoop loop = start("one", 60, said, new CountDownLatch(0));
        GenerationTask task = submit(loop, "long", 1_000);
        await().until(() -> said.step(task.id()) > 10);

        loop.sleep(true);
        await().until(() -> said.unloads() == 1);
        assertThat(memory.taken()).isZero();
        GenerationTask cancelled = submit(loop, "cancelled", 5);
        GenerationTask later = submit(loop, "later", 5);
        loop.cancel(cancelled.id());
        assertThat(said.ended()).isEmpty();

        loop.sleep(false);
        awaitEnded(said, 2);
        assertRight(said, task);
        assertRight(said, later);
        assertThat(said.outputs()).doesNotContainKey(cancelled.id());
        assertThat(said.story()).contains("long began").anyMatch(l -> l.contains("long resumed"));
        assertThat(said.readies()).isEqualTo(1);
    }

    @Test
    void aModelThatSleepsIsNotLoadedBeforeItWakesThoughItHasNoWork() {
        RecordingListener said = new RecordingListener();
        CountDownLatch held = new CountDownLatch(0);
        StepLoop loop = loop("one", 60, said, held);
        loop.sleep(true);
        loop.start();
        GenerationTask task = submit(loop, "p", 5);
        assertThat(said.readies()).isZero();

        loop.sleep(false);
        awaitEnded(said, 1);
        assertRight(said, task);
        assertThat(said.loads()).isEqualTo(1);
    }

    private StepLoop start(String name, long bytes, RecordingListener said, CountDownLatch held) {
        StepLoop loop = loop(name, bytes, said, held);
        loop.start();
        return loop;
    }

    private StepLoop loop(String name, long bytes, RecordingListener said, CountDownLatch held) {
        StepLoop loop =
                new StepLoop(
                        name,
                        () -> load(name, bytes, held),
                        new StepLoopConfig(4, 0, 60_000, 0),
                        said,
                        Clock.systemUTC());
        loops.add(loop);
        return loop;
    }

    private Placed load(String name, long bytes, CountDownLatch held) throws InterruptedException {
        DeviceMemory.Place place = memory.enter(new DeviceMemory.Demand(name, bytes, 0, false));
        held.await();
        return new Placed(new TestingModel(1), place);
    }

    private static GenerationTask submit(StepLoop loop, String prompt, int steps) {
        GenerationTask task = TestTasks.task(prompt, 16, steps, Priority.NORMAL);
        loop.submit(Submission.fresh(task, RunTerms.DEFAULT));
        return task;
    }

    private static void assertRight(RecordingListener said, GenerationTask task) {
        assertThat(said.outputs().get(task.id()).data())
                .isEqualTo(TestingModel.expectedOutput(task.image()));
    }

    private static void awaitEnded(RecordingListener said, int tasks) {
        await().atMost(Duration.ofSeconds(20)).until(() -> said.ended().size() == tasks);
    }
}
