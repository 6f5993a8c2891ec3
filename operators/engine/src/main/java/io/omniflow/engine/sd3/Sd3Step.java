package io.omniflow.engine.sd3;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.engine.StepReport;
import io.omniflow.engine.sampler.Advanced;
import io.omniflow.engine.script.Kernels;

/**
 * One generation's step between its computation and its being taken.
 *
 * @param generation still before the step
 * @param prediction the model's output that was used
 * @param blocks number of the model's blocks
 * @param next what the sampler made of it
 */
record Sd3Step(Sd3Generation generation, Sd3Prediction prediction, int blocks, Advanced next) {

    boolean isFinite() {
        return Float.isFinite(next.peak());
    }

    /** Returns what became of the member. */
    StepReport report() {
        if (isFinite()) {
            return StepReport.advanced((double) prediction.run() / blocks);
        }
        return StepReport.failed(
                new CoreModuleException(
                        ErrorCode.NOT_FINITE,
                        "step "
                                + (generation.step() + 1)
                                + " of "
                                + generation.steps()
                                + " produced values that are not finite"));
    }

    /** Asks for what the step cache wants to know of a step that can be taken. */
    void measure(Distances distances) {
        generation.cache().measure(distances, outcome());
    }

    /** Takes the step. */
    void take(Kernels kernels, Distances distances) {
        long branches = generation.branches();
        long run = prediction.run();
        generation.cache().count(run * branches, (blocks - run) * branches);
        generation.cache().keep(kernels, distances, outcome());
        generation.foresee(kernels, outcome());
        generation.advanceTo(next);
    }

    private StepOutcome outcome() {
        return new StepOutcome(
                generation.step(),
                generation.sigma(),
                generation.params().guidanceScale(),
                prediction.run() == blocks,
                prediction.output(),
                generation.latents(),
                next.latents());
    }
}
