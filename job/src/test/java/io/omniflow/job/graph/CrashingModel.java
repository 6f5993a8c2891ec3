package io.omniflow.job.graph;

import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A model that takes its task down whenever a file appears, which it deletes first. */
final class CrashingModel<G extends Generation> extends DelegatingModel<G> {

    private final Path trigger;

    CrashingModel(StepModel<G> model, Path trigger) {
        super(model);
        this.trigger = trigger;
    }

    @Override
    public List<StepReport> step(List<G> batch) {
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
