package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.diffusion.Streams;
import io.omniflow.engine.script.Kernels;
import org.jspecify.annotations.Nullable;

/** One generation's way through the blocks in one step. */
final class Sd3Pass {

    private final Sd3Generation generation;
    private final @Nullable BlockResiduals cache;
    private Streams entry;
    private Streams streams;
    private Streams decided;
    private NDArray probe;
    private int measured;
    private boolean parked;
    private int blocks;

    Sd3Pass(Sd3Generation generation) {
        this.generation = generation;
        this.cache = generation.cache() instanceof BlockResiduals blocks ? blocks : null;
    }

    Sd3Generation generation() {
        return generation;
    }

    @Nullable BlockResiduals cache() {
        return cache;
    }

    Streams streams() {
        return streams;
    }

    /** Tells whether blocks are to run for it. */
    boolean runs() {
        return !parked;
    }

    /** Returns how many blocks were run. */
    int blocks() {
        return blocks;
    }

    /** Takes the hidden states before the next block. */
    void arrive(Streams arrived) {
        if (entry == null) {
            entry = arrived;
        }
        streams = arrived;
    }

    /** Counts blocks that were run. */
    void ran(int count) {
        blocks += count;
    }

    /** Asks for the change that decides this step. */
    void measure(NDManager owner, Kernels kernels, Distances distances) {
        probe = cache.probe(owner, kernels, entry, streams);
        measured = cache.measure(distances, probe, generation.step());
    }

    /** Decides whether the middle blocks run. */
    void decide(Distances distances) {
        parked = cache.reuses(generation.step(), probe, distances, measured);
        decided = streams;
    }

    /** Comes back after the middle blocks with what they added the last time. */
    void comeBack(NDManager scratch, Kernels kernels) {
        streams = cache.add(scratch, kernels, decided);
        parked = false;
    }

    /** Keeps what the middle blocks added. */
    void store(NDManager scratch, Kernels kernels) {
        cache.store(scratch, kernels, decided, streams);
    }
}
