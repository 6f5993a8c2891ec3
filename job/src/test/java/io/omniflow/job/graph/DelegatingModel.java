package io.omniflow.job.graph;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.worker.testing.TestingGeneration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does what another model does; tests change one thing of it. */
abstract class DelegatingModel implements StepModel<TestingGeneration> {

    private final StepModel<TestingGeneration> model;

    DelegatingModel(StepModel<TestingGeneration> model) {
        this.model = model;
    }

    @Override
    public TestingGeneration begin(GenerationParams params, @Nullable Snapshot from) {
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
}
