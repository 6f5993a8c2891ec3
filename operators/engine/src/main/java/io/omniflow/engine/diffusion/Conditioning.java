package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;

/**
 * What steers one generation through all its steps, computed once: one row for each branch, which
 * is one without guidance, and two, the negative one first, with it. For the thread of the model.
 */
public final class Conditioning {

    private final NDArray text;
    private final NDArray positions;
    private final ModulationTable modulations;
    private final int branches;

    Conditioning(NDArray text, NDArray positions, ModulationTable modulations) {
        this.text = text;
        this.positions = positions;
        this.modulations = modulations;
        this.branches = (int) text.getShape().get(0);
    }

    /** Returns the number of branches. */
    public int branches() {
        return branches;
    }

    /** Returns float32 (branches, tokens, width). */
    NDArray text() {
        return text;
    }

    /** Returns float32 (1, patches, width). */
    NDArray positions() {
        return positions;
    }

    /** Returns float32 (branches, vectors x width) of a step, owned by the conditioning. */
    NDArray modulation(int step) {
        return modulations.row(step);
    }
}
