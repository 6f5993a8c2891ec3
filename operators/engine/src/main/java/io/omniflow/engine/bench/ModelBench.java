package io.omniflow.engine.bench;

import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.script.Kernels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures one model. Repetitions of all measurements are interleaved, so that a change of the
 * machine's speed meets all alike.
 */
final class ModelBench implements AutoCloseable {

    /** The sizes of a batch. */
    static final List<Integer> BATCHES = List.of(1, 4, 8);

    /** A step of more work than this is measured once a round, and needs no warm cache. */
    private static final double LONG_STEP_FLOPS = 5e9;

    private static final int STEPS_A_ROUND = 3;

    private static final int PROFILED_STEPS = 9;

    private final BenchModel model;
    private final @Nullable PythonTwin twin;
    private final List<Cell> cells = new ArrayList<>();

    ModelBench(BenchModel model, Kernels kernels, @Nullable PythonTwin twin) {
        this.model = model;
        this.twin = twin;
        for (ComputeType type : ComputeType.values()) {
            for (int batch : BATCHES) {
                cells.add(new Cell(type, new WorkProbe(kernels, model.work(batch), type), batch));
            }
        }
        if (twin != null) {
            model.load(twin, BATCHES);
        }
    }

    /** Measures everything once. */
    void round() {
        cells.forEach(this::measure);
    }

    /** Forgets what was measured. */
    void reset() {
        cells.forEach(Cell::reset);
    }

    /** Returns the medians of all rounds. */
    ModelFigures figures(Map<ComputeType, Double> gemm) {
        List<StepFigures> steps =
                cells.stream().map(cell -> cell.figures(gemm.get(cell.type))).toList();
        return new ModelFigures(model.name(), model.work(1).flops() / 1e9, steps);
    }

    /** Tells where the time of a step goes. */
    Map<ComputeType, OperatorProfile> profiles(int batch) {
        int steps = isLong(batch) ? STEPS_A_ROUND : PROFILED_STEPS;
        Map<ComputeType, OperatorProfile> profiles = new LinkedHashMap<>();
        for (ComputeType type : ComputeType.values()) {
            model.step(type, batch);
            profiles.put(type, OperatorProfile.of(steps, () -> model.step(type, batch)));
        }
        return profiles;
    }

    @Override
    public void close() {
        cells.forEach(cell -> cell.products.close());
        model.close();
    }

    private boolean isLong(int batch) {
        return model.work(batch).flops() > LONG_STEP_FLOPS;
    }

    private void measure(Cell cell) {
        cell.products.measure();
        boolean isLong = isLong(cell.batch);
        if (!isLong) {
            // A worker runs step after step, so the weights of the one before are in the cache.
            model.step(cell.type, cell.batch);
        }
        for (int i = 0; i < (isLong ? 1 : STEPS_A_ROUND); i++) {
            cell.watch.time(() -> model.step(cell.type, cell.batch));
        }
        if (twin != null) {
            if (!isLong) {
                twin.step(model.name(), cell.type, cell.batch);
            }
            for (int i = 0; i < (isLong ? 1 : STEPS_A_ROUND); i++) {
                cell.python.add(twin.step(model.name(), cell.type, cell.batch));
            }
        }
    }

    /** One batch size in one type. */
    private static final class Cell {

        private final ComputeType type;
        private final WorkProbe products;
        private final int batch;
        private final Stopwatch watch = new Stopwatch();
        private final List<Double> python = new ArrayList<>();

        Cell(ComputeType type, WorkProbe products, int batch) {
            this.type = type;
            this.products = products;
            this.batch = batch;
        }

        void reset() {
            products.reset();
            watch.reset();
            python.clear();
        }

        /** Few of the measured steps compute modulations, so each gets its part of them here. */
        StepFigures figures(double gemm) {
            double millis = watch.cpu() + products.modulationMillis();
            double rate = products.work().flops() / millis / 1e6;
            return new StepFigures(
                    type,
                    batch,
                    millis,
                    watch.wall() + products.modulationMillis(),
                    rate,
                    rate / gemm,
                    rate / products.gflops(),
                    python.isEmpty() ? null : Stopwatch.median(python));
        }
    }
}
