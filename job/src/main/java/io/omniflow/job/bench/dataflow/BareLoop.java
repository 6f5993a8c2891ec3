package io.omniflow.job.bench.dataflow;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.worker.BundleModels;
import io.omniflow.worker.GenerationListener;
import io.omniflow.worker.StepLoop;
import io.omniflow.worker.StepLoopConfig;
import io.omniflow.worker.StepProgress;
import io.omniflow.worker.StepTimes;
import io.omniflow.worker.Submission;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The step loop of a worker with nothing around it: no Flink, no Kafka, nobody who listens. */
final class BareLoop implements AutoCloseable {

    private static final long INTERVAL_MS = 1_000;
    private static final long REPORT_MS = 100;
    private static final long PATIENCE_S = 300;

    /** How something ended; the failure is empty if it ended well. */
    private record End(String failure) {}

    private final StepLoop loop;
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();

    /** Loads the model of a stage; it is warm when this returns. */
    BareLoop(int number, StageConfig stage, EngineConfig engine) {
        loop =
                new StepLoop(
                        "bare-" + number,
                        () -> BundleModels.load(stage, engine),
                        new StepLoopConfig(stage.slots(), 0, INTERVAL_MS, REPORT_MS),
                        new Listener(),
                        Clock.systemUTC());
        loop.start();
        await(1);
    }

    /** Hands tasks over at once. */
    void begin(List<GenerationTask> tasks) {
        tasks.forEach(task -> loop.submit(Submission.fresh(task, RunTerms.DEFAULT)));
    }

    /** Waits until so many tasks have ended; a failed one fails the bench. */
    void await(int count) {
        try {
            for (int i = 0; i < count; i++) {
                End end = ends.poll(PATIENCE_S, TimeUnit.SECONDS);
                if (end == null || !end.failure().isEmpty()) {
                    throw new IllegalStateException(
                            "the bare loop did not go on: "
                                    + (end == null ? "timed out" : end.failure()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        loop.close();
    }

    private final class Listener implements GenerationListener {

        private static final String GOOD = "";

        @Override
        public void ready() {
            ends.add(new End(GOOD));
        }

        @Override
        public void broken(Throwable failure) {
            ends.add(new End(failure.toString()));
        }

        @Override
        public void began(TaskId id) {}

        @Override
        public void progressed(List<StepProgress> progress) {}

        @Override
        public void paused(TaskId id, int step, int pauses) {}

        @Override
        public void resumed(TaskId id, int step) {}

        @Override
        public void measured(List<StepCost> costs) {}

        @Override
        public void finished(TaskId id, Output output, StepTimes times) {
            loop.forget(id);
            ends.add(new End(GOOD));
        }

        @Override
        public void failed(TaskId id, CoreModuleException failure, StepTimes times) {
            loop.forget(id);
            ends.add(new End(failure.toString()));
        }
    }
}
