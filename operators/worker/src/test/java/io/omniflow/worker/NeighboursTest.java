package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Neighbour;
import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.worker.testing.TestingGeneration;
import io.omniflow.worker.testing.TestingModel;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the loop hands on of neighbours, and whose latents it asks for. */
class NeighboursTest {

    private static final FinalLatents LATENTS =
            new FinalLatents(
                    HalfTensor.of(new long[] {1, 1, 1, 1}, new float[1]),
                    HalfTensor.of(new long[] {1}, new float[1]));
    private static final Neighbourhood NEAR =
            new Neighbourhood(0.9, List.of(new Neighbour("other", "a prompt", LATENTS)));

    private final RecordingListener said = new RecordingListener();

    @Test
    void theModelMayStartFromThemAndTheOutputHasItsLatents() {
        try (StepLoop loop = loop(true)) {
            GenerationTask task = submit(loop, "a", CacheTerms.DEFAULT);
            assertThat(said.outputs().get(task.id()).warnings()).containsExactly("near other");
            assertThat(said.outputs().get(task.id()).latents()).isSameAs(LATENTS);
        }
    }

    @Test
    void whoDoesNotShareLeavesNoLatents() {
        try (StepLoop loop = loop(true)) {
            GenerationTask task = submit(loop, "a", new CacheTerms(true, false, false, 0));
            assertThat(said.outputs().get(task.id()).latents()).isNull();
        }
    }

    @Test
    void nobodyLeavesLatentsWhereNobodyUsesThem() {
        try (StepLoop loop = loop(false)) {
            GenerationTask task = submit(loop, "a", CacheTerms.DEFAULT);
            assertThat(said.outputs().get(task.id()).latents()).isNull();
        }
    }

    private StepLoop loop(boolean keepLatents) {
        StepLoop loop =
                new StepLoop(
                        "neighbours",
                        Sociable::new,
                        new StepLoopConfig(2, 0, 0, 0, 0, keepLatents),
                        said,
                        Clock.systemUTC());
        loop.start();
        return loop;
    }

    private GenerationTask submit(StepLoop loop, String id, CacheTerms terms) {
        GenerationTask task = with(TestTasks.normal(id, 3), terms);
        loop.submit(new Submission(task.id(), task, null, RunTerms.DEFAULT, 0, false, NEAR));
        await().until(() -> said.outputs().containsKey(task.id()));
        return task;
    }

    private static GenerationTask with(GenerationTask task, CacheTerms terms) {
        return new GenerationTask(
                task.id(),
                task.count(),
                task.model(),
                task.modelRevision(),
                task.params(),
                task.priority(),
                task.tenant(),
                task.deadlineMs(),
                task.createdMs(),
                task.fingerprint(),
                task.requestFingerprint(),
                task.cacheKey(),
                terms,
                task.alternatives(),
                task.headers());
    }

    /** Says in a warning what it was handed. */
    private static final class Sociable implements StepModel<TestingGeneration> {

        private final TestingModel model = new TestingModel(0);
        private Neighbourhood handed = Neighbourhood.NONE;

        @Override
        public TestingGeneration begin(Beginning beginning) {
            handed = beginning.neighbours();
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
        public PendingOutput finish(TestingGeneration generation, boolean keepLatents) {
            List<String> near =
                    handed.members().stream().map(n -> "near " + n.fingerprint()).toList();
            Output output = new Output(new byte[1], "text/plain", 1, 1, near);
            return () -> keepLatents ? output.withLatents(LATENTS) : output;
        }

        @Override
        public Snapshot snapshot(TestingGeneration generation) {
            return model.snapshot(generation);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
