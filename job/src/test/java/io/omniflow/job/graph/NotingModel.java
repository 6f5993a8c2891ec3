package io.omniflow.job.graph;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.worker.testing.TestingGeneration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model that notes in a file the prompt of each generation that it begins from nothing. */
final class NotingModel implements StepModel<TestingGeneration> {

    private final StepModel<TestingGeneration> model;
    private final Path notes;

    NotingModel(StepModel<TestingGeneration> model, Path notes) {
        this.model = model;
        this.notes = notes;
    }

    @Override
    public TestingGeneration begin(GenerationParams params, @Nullable Snapshot from) {
        if (from == null) {
            note(params.prompt());
        }
        return model.begin(params, from);
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
    public void close() {
        model.close();
    }

    private void note(String prompt) {
        try {
            Files.writeString(
                    notes, prompt + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
