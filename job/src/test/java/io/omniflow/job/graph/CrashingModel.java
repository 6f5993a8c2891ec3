package io.omniflow.job.graph;

import io.omniflow.engine.StepReport;
import io.omniflow.worker.testing.TestingGeneration;
import io.omniflow.worker.testing.TestingModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A testing model that takes its task down whenever a file appears, which it deletes first. */
final class CrashingModel extends DelegatingModel {

    private final Path trigger;

    CrashingModel(TestingModel model, Path trigger) {
        super(model);
        this.trigger = trigger;
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
        return super.step(batch);
    }
}
