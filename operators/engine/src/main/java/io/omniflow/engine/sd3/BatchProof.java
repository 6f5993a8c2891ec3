package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.diffusion.Sd3Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out by trying which forward passes of several members give each of them the bits that it
 * gets alone, on this model, device, type and number of threads. Libraries choose their routines by
 * the number of rows, so a number of rows is tried as a whole: with several random inputs, in
 * several compositions, every member against its own pass alone. Each number is tried once, when it
 * first comes up, at the cost of about {@value #TRIALS} steps of such a batch and of its members.
 * For the thread of the model.
 */
final class BatchProof {

    private static final Logger LOG = LoggerFactory.getLogger(BatchProof.class);

    private static final int TRIALS = 3;
    private static final int STEPS = 8;
    private static final long SEED = 20;

    /** Rows of the smallest batches that show whether larger ones are worth a try. */
    private static final int GUIDED_PAIR = 4;

    private static final int MIXED_PAIR = 3;

    /** What is tried at once: batches of so many rows, with or without members of one row. */
    private record Batch(int width, int height, int rows, boolean mixed) {

        Batch of(int otherRows) {
            return new Batch(width, height, otherRows, mixed);
        }
    }

    private final NDManager manager;
    private final BiFunction<NDManager, List<Sd3Member>, NDArray> forward;
    private final Function<GenerationParams, Sd3Generation> starter;
    private final Map<Batch, Boolean> known = new HashMap<>();

    /**
     * Creates a proof that knows nothing yet.
     *
     * @param manager parent of the managers of the trials; stays the caller's
     * @param forward the model: float32 (rows of all members, channels, height, width), member by
     *     member
     * @param starter begins generations, for their conditioning
     */
    BatchProof(
            NDManager manager,
            BiFunction<NDManager, List<Sd3Member>, NDArray> forward,
            Function<GenerationParams, Sd3Generation> starter) {
        this.manager = manager;
        this.forward = forward;
        this.starter = starter;
    }

    /**
     * Splits a batch into passes in which every member gets the bits that it gets alone.
     *
     * @param batch members of equal size
     * @return every member once; not in the order of the batch
     */
    List<List<Sd3Generation>> passes(List<Sd3Generation> batch) {
        if (batch.size() == 1) {
            return List.of(batch);
        }
        List<List<Sd3Generation>> passes = new ArrayList<>();
        List<Sd3Generation> together = new ArrayList<>();
        for (Sd3Generation member : batch) {
            if (mayHaveCompany(member)) {
                together.add(member);
            } else {
                passes.add(List.of(member));
            }
        }
        for (int from = 0, to; from < together.size(); from = to) {
            to = end(together, from);
            passes.add(together.subList(from, to));
        }
        return passes;
    }

    /** Who leaves a pass for some blocks changes the number of rows for the others. */
    private boolean mayHaveCompany(Sd3Generation member) {
        return !(member.cache() instanceof BlockResiduals)
                && (member.branches() > 1 || holds(batch(List.of(member)).of(MIXED_PAIR)));
    }

    /** Returns the end of the longest pass that begins here. */
    private int end(List<Sd3Generation> members, int from) {
        for (int to = members.size(); to > from + 1; to--) {
            if (holds(batch(members.subList(from, to)))) {
                return to;
            }
        }
        return from + 1;
    }

    private static Batch batch(List<Sd3Generation> members) {
        GenerationParams first = members.get(0).params();
        int rows = members.stream().mapToInt(Sd3Generation::branches).sum();
        boolean mixed = members.stream().anyMatch(member -> member.branches() == 1);
        return new Batch(first.width(), first.height(), rows, mixed);
    }

    private boolean holds(Batch batch) {
        Boolean before = known.get(batch);
        if (before != null) {
            return before;
        }
        int pair = batch.mixed() ? MIXED_PAIR : GUIDED_PAIR;
        boolean holds = (batch.rows() <= pair || holds(batch.of(pair))) && trial(batch);
        known.put(batch, holds);
        LOG.info(
                "{} x {}: a member of {} rows{} gets {} bits as alone",
                batch.width(),
                batch.height(),
                batch.rows(),
                batch.mixed() ? ", some of them single," : "",
                holds ? "the same" : "other");
        return holds;
    }

    // -- trials

    private boolean trial(Batch batch) {
        Random random = new Random(SEED);
        try (Sd3Generation guided = begin(batch, 2);
                Sd3Generation single = begin(batch, 1)) {
            for (int trial = 0; trial < TRIALS; trial++) {
                try (NDManager scratch = manager.newSubManager()) {
                    List<Sd3Member> members = new ArrayList<>();
                    for (int rows : composition(batch, trial)) {
                        members.add(random(scratch, rows == 2 ? guided : single, random));
                    }
                    if (!equalsAlone(scratch, members)) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private Sd3Generation begin(Batch batch, double guidance) {
        return starter.apply(
                new GenerationParams(
                        "one", "two", batch.width(), batch.height(), STEPS, guidance, SEED));
    }

    /** Returns rows of members: the single ones at the ends, at the beginning, or everywhere. */
    private static List<Integer> composition(Batch batch, int trial) {
        List<Integer> rows = new ArrayList<>();
        int left = batch.rows();
        if (batch.mixed() && trial < TRIALS - 1) {
            rows.add(1);
            left--;
        }
        boolean pairs = !batch.mixed() || trial < TRIALS - 1;
        for (; pairs && left > 1; left -= 2) {
            rows.add(trial == 0 ? rows.size() : 0, 2);
        }
        for (; left > 0; left--) {
            rows.add(1);
        }
        return rows;
    }

    private static Sd3Member random(NDManager scratch, Sd3Generation like, Random random) {
        Shape shape = like.latents().getShape();
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Sd3Member(
                scratch.create(values, shape), like.member().conditioning(), random.nextInt(STEPS));
    }

    private boolean equalsAlone(NDManager scratch, List<Sd3Member> members) {
        float[] together = forward.apply(scratch, members).toFloatArray();
        int from = 0;
        for (Sd3Member member : members) {
            float[] alone = forward.apply(scratch, List.of(member)).toFloatArray();
            if (!Arrays.equals(alone, 0, alone.length, together, from, from + alone.length)) {
                return false;
            }
            from += alone.length;
        }
        return from == together.length;
    }
}
