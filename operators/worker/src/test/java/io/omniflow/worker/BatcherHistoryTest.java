package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.worker.testing.TestingGeneration;
import io.omniflow.worker.testing.TestingModel;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of arrivals, cancels, deadlines and changes of thread. Whatever happens, each
 * task ends once, as it should, and its output is that of an undisturbed run.
 */
class BatcherHistoryTest {

    private static final int HISTORIES = 60;
    private static final int TICKS = 120;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void eachTaskEndsOnceAndAsIfItHadRunUndisturbed(int slots) {
        for (int seed = 0; seed < HISTORIES; seed++) {
            try (History history = new History(new Random(seed), slots)) {
                history.run();
                history.check();
            }
        }
    }

    private static final class History implements AutoCloseable {

        private final Random random;
        private final StepLoopConfig config;
        private final RecordingListener said = new RecordingListener();
        private final HostSnapshots snapshots = new HostSnapshots();
        private final StepCosts costs = new StepCosts();
        private final ManualClock clock = new ManualClock(0);
        private final OutputEncoder encoder =
                new OutputEncoder("test-encoder", said, new AuditQueue(0), clock);
        private final Map<TaskId, Submission> tasks = new LinkedHashMap<>();
        private final Set<TaskId> cancelled = new HashSet<>();
        private Batcher<TestingGeneration> batcher;

        History(Random random, int slots) {
            this.random = random;
            this.config = new StepLoopConfig(slots, random.nextInt(3) * 10, random.nextInt(30), 0);
            this.batcher = batcher();
        }

        void run() {
            for (int tick = 0; tick < TICKS || !batcher.isIdle(); tick++) {
                assertThat(tick).as("ticks until idle").isLessThan(20_000);
                if (tick < TICKS && random.nextInt(3) == 0) {
                    arrive(tick);
                }
                if (random.nextInt(15) == 0 && !tasks.isEmpty()) {
                    cancel(List.copyOf(tasks.keySet()).get(random.nextInt(tasks.size())));
                }
                if (random.nextInt(40) == 0) {
                    changeThread();
                }
                clock.set(clock.millis() + random.nextInt(3));
                batcher.tick();
            }
        }

        void check() {
            Set<TaskId> finishing = new HashSet<>(tasks.keySet());
            finishing.removeAll(said.failures().keySet());
            finishing.removeAll(cancelled);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> said.outputs().keySet().containsAll(finishing));
            assertThat(said.ended()).doesNotHaveDuplicates();
            said.failures()
                    .forEach(
                            (id, failure) -> {
                                assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
                                assertThat(tasks.get(id).task().deadlineMs()).isPositive();
                            });
            said.outputs()
                    .forEach(
                            (id, output) ->
                                    assertThat(output.data()).isEqualTo(expected(tasks.get(id))));
            tasks.forEach(
                    (id, task) ->
                            assertThat(said.pauses(id))
                                    .isLessThanOrEqualTo(task.terms().maxPauses()));
            assertThat(said.story()).filteredOn(s -> s.endsWith("began")).doesNotHaveDuplicates();
            assertThat(said.costs()).allMatch(this::isWithinBounds);
        }

        private boolean isWithinBounds(StepCost cost) {
            return cost.batch() <= config.slots()
                    && (cost.batch() == 1
                            || config.maxBatchUnits() == 0
                            || cost.batch() * cost.shape().units() <= config.maxBatchUnits());
        }

        private void arrive(int tick) {
            Priority priority = Priority.values()[random.nextInt(3)];
            long deadline = random.nextInt(8) == 0 ? clock.millis() + random.nextInt(60) : 0;
            int width = 16 << random.nextInt(3);
            GenerationTask task =
                    TestTasks.task("p" + tick, width, 1 + random.nextInt(12), priority, deadline);
            RunTerms terms = new RunTerms(random.nextInt(99), random.nextInt(3), 300_000);
            Submission submission =
                    new Submission(task.id(), task, null, terms, 0, random.nextInt(20) == 0);
            tasks.put(task.id(), submission);
            batcher.obey(Arrival.of(submission, tick));
        }

        private void cancel(TaskId id) {
            batcher.obey(new LoopCommand.Cancellation(id));
            if (!said.ended().contains(id)) {
                cancelled.add(id);
            }
        }

        /** Another thread goes on from the newest snapshots, as after a call that hung. */
        private void changeThread() {
            List<Arrival> heirs = batcher.survivors(new Guard.Call("step", List.of(), 0, 1));
            batcher.close();
            batcher = batcher();
            heirs.forEach(batcher::obey);
        }

        private Batcher<TestingGeneration> batcher() {
            LoopContext context =
                    new LoopContext(
                            config,
                            said,
                            snapshots,
                            costs,
                            encoder,
                            new Rest(),
                            new AuditQueue(0),
                            clock);
            return new Batcher<>(new TestingModel(0), context, new Guard());
        }

        private static byte[] expected(Submission submission) {
            return TestingModel.expectedOutput(submission.task().image());
        }

        @Override
        public void close() {
            batcher.close();
            encoder.close();
        }
    }
}
