package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.generation.Preview;
import io.omniflow.core.generation.PreviewSteps;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.worker.testing.TestingModel;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The previews that a loop makes: those that are asked for, and nothing else changes. */
final class PreviewsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int STEPS = 12;

    private final GenerationTask plain = TestTasks.task("p", 32, STEPS, Priority.NORMAL);
    private final RecordingListener listener = new RecordingListener();

    @Test
    void previewsAreThoseOfTheirStepsAndTheOutputIsAsWithoutThem() {
        GenerationTask task = plain.withPreviews(3);
        GenerationTask other = TestTasks.task("other", 32, STEPS, Priority.NORMAL);
        try (StepLoop loop = loop(new TestingModel(0))) {
            loop.submit(Submission.fresh(task, RunTerms.DEFAULT));
            loop.submit(Submission.fresh(other, RunTerms.DEFAULT));
            await().atMost(PATIENCE).until(() -> listener.ended().size() == 2);
        }

        assertShown(task, 3, 6, 9);
        assertThat(listener.previews(other.id())).isEmpty();
        assertThat(listener.outputs().get(task.id()).data())
                .isEqualTo(TestingModel.expectedOutput(task.image()));
    }

    @Test
    void oneThatResumesShowsWhatIsStillToCome() {
        GenerationTask task = plain.withPreviews(3);
        CountDownLatch sevenTaken = new CountDownLatch(1);
        Snapshot[] middle = new Snapshot[1];
        TestingModel model = new TestingModel(0);
        model.before(
                batch -> {
                    if (batch.get(0).step() == 7 && sevenTaken.getCount() > 0) {
                        middle[0] = model.snapshot(batch.get(0));
                        sevenTaken.countDown();
                    }
                });
        try (StepLoop loop = loop(model)) {
            loop.submit(Submission.fresh(plain, RunTerms.DEFAULT));
            await().atMost(PATIENCE).until(() -> listener.ended().contains(plain.id()));
        }
        assertThat(listener.previews(plain.id())).isEmpty();

        RecordingListener again = new RecordingListener();
        try (StepLoop loop = loop(new TestingModel(0), again)) {
            loop.submit(new Submission(task.id(), task, middle[0], RunTerms.DEFAULT, 0, false));
            await().atMost(PATIENCE).until(() -> again.ended().contains(task.id()));
        }
        assertThat(again.previews(task.id())).extracting(Preview::step).containsExactly(9);
    }

    @Test
    void previewsCanBeAskedForWhileItRuns() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        TestingModel model =
                new TestingModel(0)
                        .before(
                                batch -> {
                                    if (batch.get(0).step() == 4) {
                                        running.countDown();
                                        pass(asked);
                                    }
                                });
        try (StepLoop loop = loop(model)) {
            loop.submit(Submission.fresh(plain, RunTerms.DEFAULT));
            pass(running);
            loop.show(plain.id(), new PreviewSteps(2, 6, 11));
            asked.countDown();
            await().atMost(PATIENCE).until(() -> listener.ended().contains(plain.id()));
        }
        assertShown(plain, 6, 11);
    }

    private void assertShown(GenerationTask task, Integer... steps) {
        assertThat(listener.previews(task.id())).extracting(Preview::step).containsExactly(steps);
        assertThat(listener.previews(task.id()))
                .allSatisfy(
                        preview ->
                                assertThat(preview.data())
                                        .isEqualTo(
                                                TestingModel.expectedPreview(
                                                        task.image(), preview.step())));
    }

    private StepLoop loop(TestingModel model) {
        return loop(model, listener);
    }

    private static StepLoop loop(TestingModel model, RecordingListener listener) {
        StepLoop loop =
                new StepLoop(
                        "previews",
                        () -> model,
                        new StepLoopConfig(2, 0, 0, 0),
                        listener,
                        Clock.systemUTC());
        loop.start();
        return loop;
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
