package io.omniflow.worker;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.Generation;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.PendingPreview;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model that keeps to its share of the processor and gives its seat back when it is closed. */
record LeasedModel<G extends Generation>(StepModel<G> model, Seat seat, CpuShare share)
        implements StepModel<G>, DeviceBound {

    @Override
    public G begin(Beginning beginning) {
        share.take();
        return model.begin(beginning);
    }

    @Override
    public List<StepReport> step(List<G> batch) {
        share.take();
        return model.step(batch);
    }

    @Override
    public PendingOutput finish(G generation) {
        share.take();
        return model.finish(generation);
    }

    @Override
    public PendingOutput finish(G generation, boolean keepLatents) {
        share.take();
        return model.finish(generation, keepLatents);
    }

    @Override
    public @Nullable PendingPreview preview(G generation) {
        share.take();
        return model.preview(generation);
    }

    @Override
    public Snapshot snapshot(G generation) {
        return model.snapshot(generation);
    }

    @Override
    public boolean isOnGpu() {
        return seat.device().isGpu();
    }

    @Override
    public boolean isWanted() {
        return seat.isWanted();
    }

    @Override
    public void use(boolean working) {
        seat.use(working);
    }

    @Override
    public void close() {
        try (seat) {
            model.close();
        }
    }
}
