package io.omniflow.job.graph;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.worker.testing.TestingGeneration;
import io.omniflow.worker.testing.TestingModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A testing model that takes its task down whenever a file appears, which it deletes first. */
final class CrashingModel implements StepModel<TestingGeneration> {

    private final TestingModel model;
    private final Path trigger;

    CrashingModel(TestingModel model, Path trigger) {
        this.model = model;
        this.trigger = trigger;
    }

    @Override
    public TestingGeneration begin(GenerationParams params, @Nullable Snapshot from) {
        return model.begin(params, from);
    }

    @Override
    public List<StepReport> step(List<TestingGeneration> batch) {
        try {
            if (Files.deleteIfExists(trigger)) {
                throw new AssertionError("the device was pulled out");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    public void close() {
        model.close();
    }
}
