package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.diffusion.Streams;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.stepcache.StepCacheHistory;
import java.util.List;
import java.util.Map;

/**
 * Step caches of hidden states: a reused step runs some blocks at the front, adds what the blocks
 * in the middle added when they were computed last, and runs some blocks at the back.
 *
 * <p>The hidden states stay on the device. A snapshot has the latents from which they come, the
 * anchor; {@link BlockWalk#thaw} computes them again.
 */
final class BlockResiduals extends Sd3Cache {

    /** What is measured before the decision. */
    enum Probe {
        /** Nothing. */
        NONE,
        /** The modulated input of the first block, against that of the step before. */
        INPUT,
        /** What the front blocks added, against the step that was computed last. */
        FRONT
    }

    private static final String PROBE = "probe";
    private static final String PICTURES = "residual";
    private static final String TEXT = "residual_text";
    private static final String ANCHOR = "anchor";
    private static final String PREVIOUS = "previous";
    private static final String ANCHOR_STEP = "anchor_step";

    private final Probe probe;
    private final int front;
    private final int back;
    private int anchorStep;

    /**
     * Makes an empty cache.
     *
     * @param front blocks run before the decision
     * @param back index of the first block that always runs after it; the number of blocks if none
     */
    BlockResiduals(
            StepCacheSpec spec,
            StepCacheHistory history,
            CacheTensors tensors,
            Probe probe,
            int front,
            int back) {
        super(spec, history, tensors);
        this.probe = probe;
        this.front = front;
        this.back = back;
    }

    @Override
    boolean reusesOutput(int step) {
        return false;
    }

    int front() {
        return front;
    }

    int back() {
        return back;
    }

    /** Returns what is measured, one row, if anything; the hidden states stay the caller's. */
    NDArray probe(NDManager owner, Kernels kernels, Streams entry, Streams now) {
        return switch (probe) {
            case NONE -> null;
            case INPUT ->
                    call(owner, kernels, "first_input", entry.pictures(), entry.modulations());
            case FRONT -> call(owner, kernels, "last_change", now.pictures(), entry.pictures());
        };
    }

    /** Asks for the change of a probe; returns where it will be, negative if nobody will ask. */
    int measure(Distances distances, NDArray now, int step) {
        boolean compared = now != null && history().isOpen(step) && tensors().has(PROBE);
        return compared ? distances.add(now, tensors().get(PROBE)) : -1;
    }

    /**
     * Decides a step.
     *
     * @param now the probe, which is taken over; null if there is none
     * @param at where its change is
     * @return true to reuse
     */
    boolean reuses(int step, NDArray now, Distances distances, int at) {
        boolean remembered = tensors().has(PICTURES) && (now == null || at >= 0);
        double change = at < 0 ? Double.NaN : distances.relative(at);
        boolean reuse = history().reuses(step, change, remembered);
        if (now != null && (!reuse || probe == Probe.INPUT)) {
            tensors().take(PROBE, now);
        }
        return reuse;
    }

    /** Keeps what the middle blocks added, computed in the manager of the step. */
    void store(NDManager scratch, Kernels kernels, Streams before, Streams after) {
        tensors()
                .take(
                        PICTURES,
                        call(scratch, kernels, "minus", after.pictures(), before.pictures()));
        if (after.text() != null) {
            tensors().take(TEXT, call(scratch, kernels, "minus", after.text(), before.text()));
        }
    }

    /** Adds what the middle blocks added. */
    Streams add(NDManager scratch, Kernels kernels, Streams before) {
        NDArray text = null;
        if (tensors().has(TEXT)) {
            text = call(scratch, kernels, "plus", before.text(), tensors().get(TEXT));
        }
        NDArray pictures =
                call(scratch, kernels, "plus", before.pictures(), tensors().get(PICTURES));
        return new Streams(pictures, text, before.modulations());
    }

    /** Tells whether hidden states may be wanted at a step that a snapshot has left out. */
    boolean isCold(int step) {
        return !tensors().has(PICTURES)
                && tensors().has(ANCHOR)
                && (probe != Probe.INPUT || tensors().has(PREVIOUS))
                && history().isOpen(step);
    }

    NDArray anchor() {
        return tensors().get(ANCHOR);
    }

    int anchorStep() {
        return anchorStep;
    }

    /** Returns the latents of the step before, if the probe at them is to be computed again. */
    NDArray previous() {
        return probe == Probe.INPUT ? tensors().get(PREVIOUS) : null;
    }

    /** Takes a probe that was computed again. */
    void restoreProbe(NDArray restored) {
        if (restored != null) {
            tensors().take(PROBE, restored);
        }
    }

    @Override
    void keep(Kernels kernels, Distances distances, StepOutcome outcome) {
        if (outcome.computed()) {
            tensors().copy(ANCHOR, outcome.latents());
            anchorStep = outcome.step();
        }
        if (probe == Probe.INPUT) {
            tensors().copy(PREVIOUS, outcome.latents());
        }
    }

    @Override
    List<String> saved() {
        return List.of(ANCHOR, PREVIOUS);
    }

    @Override
    Map<String, Double> numbers() {
        return Map.of(ANCHOR_STEP, (double) anchorStep);
    }

    @Override
    void restore(Map<String, Double> numbers) {
        anchorStep = numbers.getOrDefault(ANCHOR_STEP, 0.0).intValue();
    }

    /** Calls a kernel of two arrays; scripts compute in whatever type the hidden states have. */
    private static NDArray call(
            NDManager owner, Kernels kernels, String kernel, NDArray one, NDArray other) {
        try (Call call = kernels.call(kernel)) {
            return call.with(one).with(other).array(owner);
        }
    }
}
