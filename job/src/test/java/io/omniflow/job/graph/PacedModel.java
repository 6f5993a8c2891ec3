package io.omniflow.job.graph;

import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A model whose steps take a while longer until a file exists. */
final class PacedModel<G extends Generation> extends DelegatingModel<G> {

    private final long nanos;
    private final Path hurry;

    PacedModel(StepModel<G> model, long stepMs, Path hurry) {
        super(model);
        this.nanos = TimeUnit.MILLISECONDS.toNanos(stepMs);
        this.hurry = hurry;
    }

    @Override
    public List<StepReport> step(List<G> batch) {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() < until
                && !Files.exists(hurry)
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
        return super.step(batch);
    }
}
