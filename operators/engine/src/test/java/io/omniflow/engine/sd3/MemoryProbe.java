package io.omniflow.engine.sd3;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Runs a model as a worker does, for many steps, and tells how its memory grew. It is a program of
 * its own, so that nothing else in the process moves the figures.
 */
final class MemoryProbe implements AutoCloseable {

    /** Steps before anything is measured: caches fill and the compiler does most of its work. */
    static final int WARM_UP = 400;

    private static final int MEMBERS = 2;
    private static final int PAGE_KIB = 4;
    private static final List<StepCacheSpec> CACHES =
            List.of(
                    StepCacheSpec.OFF,
                    StepCacheSpec.of(StepCacheKind.EASY, 1.2),
                    StepCacheSpec.of(StepCacheKind.FIRST_BLOCK, 1.2),
                    StepCacheSpec.of(StepCacheKind.TAYLOR, "fast"));

    private final Random random = new Random(3);
    private final Sd3StepModel model;
    private final int side;
    private final boolean leaking;
    private final List<Sd3Generation> open = new ArrayList<>();
    private final List<NDArray> leaked = new ArrayList<>();

    private MemoryProbe(Path bundle, int side, boolean leaking) {
        this.model = (Sd3StepModel) StepModels.load(bundle, Device.cpu(), EngineConfig.DEFAULT);
        this.side = side;
        this.leaking = leaking;
    }

    /**
     * Runs.
     *
     * @param args the bundle, the side of its pictures in pixels, the steps to measure, and whether
     *     to leak one array of latents a step
     */
    public static void main(String[] args) throws IOException {
        int side = Integer.parseInt(args[1]);
        boolean leaking = Boolean.parseBoolean(args[3]);
        try (MemoryProbe probe = new MemoryProbe(Path.of(args[0]), side, leaking)) {
            probe.run(WARM_UP);
            int arrays = probe.weights();
            long before = residentKib();
            probe.run(Integer.parseInt(args[2]));
            System.out.println(
                    "grown " + (residentKib() - before) + " " + (probe.weights() - arrays));
        }
    }

    @Override
    public void close() {
        open.forEach(Sd3Generation::close);
        model.close();
    }

    private void run(int steps) {
        for (int i = 0; i < steps; i++) {
            while (open.size() < MEMBERS) {
                open.add(model.begin(params(), null));
            }
            for (StepReport report : model.step(open)) {
                if (report.failure() != null) {
                    throw report.failure();
                }
            }
            disturb(i);
            open.removeIf(this::finished);
        }
    }

    /** Takes a snapshot now and then, cancels, and goes on from a snapshot. */
    private void disturb(int step) {
        if (leaking) {
            NDArray copy = open.get(0).latents().duplicate();
            copy.detach();
            leaked.add(copy);
        }
        if (step % 20 == 7) {
            model.snapshot(open.get(1));
        }
        if (step % 20 == 13) {
            open.remove(0).close();
        }
        if (step % 20 == 19 && !open.isEmpty()) {
            Sd3Generation paused = open.remove(0);
            open.add(model.begin(paused.params(), model.snapshot(paused)));
            paused.close();
        }
    }

    private boolean finished(Sd3Generation generation) {
        if (generation.isDone()) {
            model.finish(generation);
            generation.close();
        }
        return generation.isDone();
    }

    private GenerationParams params() {
        return new GenerationParams(
                        "red circle",
                        "",
                        side,
                        side,
                        9 + random.nextInt(12),
                        random.nextBoolean() ? 1 : 2.5,
                        random.nextInt())
                .withStepCache(CACHES.get(random.nextInt(CACHES.size())));
    }

    private int weights() {
        return model.weightManager().getManagedArrays().size();
    }

    private static long residentKib() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
        return Long.parseLong(pages[1]) * PAGE_KIB;
    }
}
