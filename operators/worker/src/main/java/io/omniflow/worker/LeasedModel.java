package io.omniflow.worker;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.Generation;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.registry.DeviceLease;
import java.util.List;

/** A model that keeps to its share of the processor and gives its device back when it is closed. */
record LeasedModel<G extends Generation>(StepModel<G> model, DeviceLease device, CpuShare share)
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
    public Snapshot snapshot(G generation) {
        return model.snapshot(generation);
    }

    @Override
    public boolean isOnGpu() {
        return device.isGpu();
    }

    @Override
    public void close() {
        try (device) {
            model.close();
        }
    }
}
