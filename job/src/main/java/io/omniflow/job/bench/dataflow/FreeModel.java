package io.omniflow.job.bench.dataflow;

import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.Generation;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A model that computes nothing. Its step takes a given time without using the processor, and its
 * output tells when the generation was on the device ({@link Stamp}).
 */
final class FreeModel implements StepModel<FreeModel.FreeGeneration> {

    private final long stepNanos;
    private final long id = System.nanoTime();

    FreeModel(long stepNanos) {
        this.stepNanos = stepNanos;
    }

    @Override
    public FreeGeneration begin(Beginning beginning) {
        return new FreeGeneration(
                beginning.params().stepsTaken(),
                beginning.from() == null ? 0 : beginning.from().step());
    }

    @Override
    public List<StepReport> step(List<FreeGeneration> batch) {
        if (stepNanos > 0) {
            pause();
        }
        batch.forEach(generation -> generation.step++);
        return batch.stream().map(generation -> StepReport.ADVANCED).toList();
    }

    @Override
    public PendingOutput finish(FreeGeneration generation) {
        Stamp stamp = new Stamp(id, generation.beginNanos, System.nanoTime());
        return () -> new Output(stamp.toBytes(), "application/octet-stream", 1, 1, List.of());
    }

    @Override
    public Snapshot snapshot(FreeGeneration generation) {
        return new Snapshot(generation.step, Map.of());
    }

    @Override
    public void close() {}

    private void pause() {
        long end = System.nanoTime() + stepNanos;
        for (long left = stepNanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** A generation of nothing. */
    static final class FreeGeneration implements Generation {

        private final int steps;
        private final long beginNanos = System.nanoTime();
        private int step;

        FreeGeneration(int steps, int step) {
            this.steps = steps;
            this.step = step;
        }

        @Override
        public int step() {
            return step;
        }

        @Override
        public int steps() {
            return steps;
        }

        @Override
        public Object batchKey() {
            return "";
        }

        @Override
        public List<String> warnings() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
