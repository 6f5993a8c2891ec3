package io.omniflow.executor.generation;

import io.omniflow.core.generation.PreviewSteps;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.TaskId;
import io.omniflow.worker.StepLoop;
import io.omniflow.worker.Submission;
import java.util.Optional;

/** What a worker asks of its {@link StepLoop}. */
interface Device {

    /** Hands a generation over. */
    void submit(Submission submission);

    /** Makes previews of a generation after these steps; harmless for one that is not there. */
    default void show(TaskId key, PreviewSteps previews) {}

    /** Drops a generation and its snapshot; harmless for one that is not there. */
    void cancel(TaskId key);

    /** Has the model leave the device until it is woken, or come back. */
    void sleep(boolean asleep);

    /** Returns the newest host snapshot of a generation. */
    Optional<Snapshot> snapshot(TaskId key);

    /** Drops the snapshot of a generation that has ended. */
    void forget(TaskId key);

    /** Returns the loop as a device. */
    static Device of(StepLoop loop) {
        return new Device() {
            @Override
            public void submit(Submission submission) {
                loop.submit(submission);
            }

            @Override
            public void show(TaskId key, PreviewSteps previews) {
                loop.show(key, previews);
            }

            @Override
            public void cancel(TaskId key) {
                loop.cancel(key);
            }

            @Override
            public void sleep(boolean asleep) {
                loop.sleep(asleep);
            }

            @Override
            public Optional<Snapshot> snapshot(TaskId key) {
                return loop.snapshot(key);
            }

            @Override
            public void forget(TaskId key) {
                loop.forget(key);
            }
        };
    }
}
