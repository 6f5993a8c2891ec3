package io.omniflow.job.graph;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.Generation;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.PendingPreview;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does what another model does; tests change one thing of it. */
abstract class DelegatingModel<G extends Generation> implements StepModel<G> {

    private final StepModel<G> model;

    DelegatingModel(StepModel<G> model) {
        this.model = model;
    }

    @Override
    public G begin(Beginning beginning) {
        return model.begin(beginning);
    }

    @Override
    public List<StepReport> step(List<G> batch) {
        return model.step(batch);
    }

    @Override
    public PendingOutput finish(G generation) {
        return model.finish(generation);
    }

    @Override
    public @Nullable PendingPreview preview(G generation) {
        return model.preview(generation);
    }

    @Override
    public Snapshot snapshot(G generation) {
        return model.snapshot(generation);
    }

    @Override
    public void close() {
        model.close();
    }
}
