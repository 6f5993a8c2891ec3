package io.omniflow.engine.calibration;

import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.Generation;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import javax.imageio.ImageIO;

/**
 * Paints batches of pictures with a model, in the thread of the model.
 *
 * @param <G> the model's own kind of generation
 */
final class Painter<G extends Generation> {

    /** Name of the latents in a snapshot. */
    private static final String LATENTS = "latents";

    private final StepModel<G> model;
    private final LongSupplier clock;

    private Painter(StepModel<G> model, LongSupplier clock) {
        this.model = model;
        this.clock = clock;
    }

    /** On a CPU the clock is the thread's, which a busy machine does not disturb. */
    static Painter<?> onCpu(StepModel<?> model) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return new Painter<>(model, threads::getCurrentThreadCpuTime);
    }

    /** The processor's time says nothing of a device: the clock is the wall's. */
    static Painter<?> onDevice(StepModel<?> model) {
        return new Painter<>(model, System::nanoTime);
    }

    /** Paints pictures of one size together, step by step, from noise to pixels. */
    Painted paint(List<GenerationParams> pictures) {
        List<G> batch = new ArrayList<>();
        try {
            long start = clock.getAsLong();
            for (GenerationParams params : pictures) {
                batch.add(model.begin(params, null));
            }
            List<Double> efforts = run(batch);
            List<PendingOutput> outputs = batch.stream().map(model::finish).toList();
            long nanos = clock.getAsLong() - start;
            return new Painted(outputs.stream().map(Painter::picture).toList(), efforts, nanos);
        } finally {
            batch.forEach(Generation::close);
        }
    }

    /**
     * Paints pictures of one size together, each of which may start from neighbours, and keeps what
     * others may start from.
     *
     * @param neighbours for each picture
     */
    List<Output> outputs(List<GenerationParams> pictures, List<Neighbourhood> neighbours) {
        List<G> batch = new ArrayList<>();
        try {
            for (int i = 0; i < pictures.size(); i++) {
                batch.add(model.begin(pictures.get(i), null, neighbours.get(i)));
            }
            List<G> left = new ArrayList<>(batch);
            while (!left.isEmpty()) {
                for (StepReport report : model.step(left)) {
                    if (report.failure() != null) {
                        throw report.failure();
                    }
                }
                left.removeIf(Generation::isDone);
            }
            return batch.stream().map(done -> model.finish(done, true).encode()).toList();
        } finally {
            batch.forEach(Generation::close);
        }
    }

    /** Paints pictures and returns the latents that they are decoded from. */
    List<float[]> latents(List<GenerationParams> pictures) {
        List<G> batch = new ArrayList<>();
        try {
            for (GenerationParams params : pictures) {
                batch.add(model.begin(params, null));
            }
            run(batch);
            List<float[]> latents = new ArrayList<>();
            for (G generation : batch) {
                latents.add(model.snapshot(generation).tensors().get(LATENTS).toFloats());
            }
            return latents;
        } finally {
            batch.forEach(Generation::close);
        }
    }

    private List<Double> run(List<G> batch) {
        double[] efforts = new double[batch.size()];
        while (!batch.get(0).isDone()) {
            List<StepReport> reports = model.step(batch);
            for (int i = 0; i < efforts.length; i++) {
                StepReport report = reports.get(i);
                if (report.failure() != null) {
                    throw report.failure();
                }
                efforts[i] += report.effort();
            }
        }
        List<Double> all = new ArrayList<>();
        for (double effort : efforts) {
            all.add(effort);
        }
        return all;
    }

    static BufferedImage picture(PendingOutput output) {
        try {
            return ImageIO.read(new ByteArrayInputStream(output.encode().data()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }
}
