package io.omniflow.job.graph;

import io.omniflow.engine.Beginning;
import io.omniflow.engine.StepModel;
import io.omniflow.worker.testing.TestingGeneration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A model that notes in a file the prompt of each generation that it begins from nothing. */
final class NotingModel extends DelegatingModel<TestingGeneration> {

    private final Path notes;

    NotingModel(StepModel<TestingGeneration> model, Path notes) {
        super(model);
        this.notes = notes;
    }

    @Override
    public TestingGeneration begin(Beginning beginning) {
        if (beginning.from() == null) {
            note(beginning.params().prompt());
        }
        return super.begin(beginning);
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
