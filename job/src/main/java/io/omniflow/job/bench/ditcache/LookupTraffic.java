package io.omniflow.job.bench.ditcache;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.executor.record.WorkerCommand;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Entries of the size of the shipped model's and tasks that ask for them: every second task for an
 * entry that is there, the others for one that is not, under the key of one that is.
 */
final class LookupTraffic implements Serializable {

    private static final long serialVersionUID = 1L;

    /** A picture of 32 by 32 pixels and its latents in float16, which do not compress. */
    private static final int PICTURE_BYTES = 1_500;

    private static final long[] LATENTS = {1, 3, 32, 32};
    private static final long[] EMBEDDING = {256};
    private static final int ENTRIES_A_KEY = 4;
    private static final int STEPS = 20;
    private static final int SIDE = 32;
    private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int PNG_HEADER_BYTES = 13;
    private static final int PNG_HEADER = 0x49484452;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final ModelSpec model;
    private final int entries;

    LookupTraffic(ModelSpec model, int entries) {
        this.model = model;
        this.entries = entries;
    }

    /** Returns the entry of a number. */
    CacheEntry entry(long number) {
        Random random = new Random(number);
        byte[] picture = new byte[PICTURE_BYTES];
        random.nextBytes(picture);
        // As far as the cache looks: the signature, and a header chunk with the size.
        ByteBuffer.wrap(picture)
                .putLong(PNG_SIGNATURE)
                .putInt(PNG_HEADER_BYTES)
                .putInt(PNG_HEADER)
                .putInt(SIDE)
                .putInt(SIDE);
        FinalLatents latents = new FinalLatents(halves(LATENTS, random), halves(EMBEDDING, random));
        Output output =
                new Output(picture, "image/png", SIDE, SIDE, List.of(), StepCacheReport.NONE)
                        .withApproximation(Approximation.NONE)
                        .withLatents(latents);
        return new CacheEntry(
                key(number),
                fingerprint(number),
                model.name(),
                model.revision(),
                "",
                false,
                prompt(number),
                System.currentTimeMillis(),
                STEPS,
                output);
    }

    /**
     * Returns the task of a number.
     *
     * @param dueNanos when it should be looked up, by {@link System#nanoTime}; the task carries it
     *     as the moment of its creation
     */
    WorkerCommand.Run lookup(long number, long dueNanos) {
        long asked = Math.floorMod(number * MIX >>> 1, (long) entries);
        boolean there = number % 2 == 0;
        GenerationTask task =
                new GenerationTask(
                        new TaskId("lookup-" + number, 0),
                        1,
                        model.name(),
                        model.revision(),
                        new GenerationParams(prompt(asked), "", SIDE, SIDE, STEPS, 3, number),
                        Priority.NORMAL,
                        "",
                        0,
                        dueNanos,
                        there ? fingerprint(asked) : "missing-" + number,
                        "request",
                        key(asked),
                        Map.of());
        return new WorkerCommand.Run(task, 0, false, RunTerms.DEFAULT, 0, 0);
    }

    private static String prompt(long number) {
        return "a picture of something, number " + number;
    }

    private static String key(long number) {
        return hash(number / ENTRIES_A_KEY, 0);
    }

    private static String fingerprint(long number) {
        return hash(number, 1);
    }

    /** As long as a SHA-256 in hex. */
    private static String hash(long number, int kind) {
        Random random = new Random(number * 2 + kind);
        return String.format(
                "%016x%016x%016x%016x",
                random.nextLong(), random.nextLong(), random.nextLong(), number);
    }

    private static HalfTensor halves(long[] shape, Random random) {
        int elements = 1;
        for (long size : shape) {
            elements *= Math.toIntExact(size);
        }
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return HalfTensor.of(shape, values);
    }
}
