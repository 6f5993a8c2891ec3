package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;

/**
 * A step that one generation has just taken.
 *
 * @param step its index
 * @param sigma the noise level before it
 * @param guidance classifier-free guidance
 * @param computed whether the output was computed rather than reused
 * @param output the model's output that was used, one row for each branch or one in all
 * @param latents before the step
 * @param next latents after the step
 */
record StepOutcome(
        int step,
        double sigma,
        double guidance,
        boolean computed,
        NDArray output,
        NDArray latents,
        NDArray next) {

    /** Combines the branches of the output; returns a copy in the manager of the output. */
    NDArray guided(Kernels kernels) {
        try (Call call = kernels.call("guided")) {
            return call.with(output).with(guidance).array(output.getManager());
        }
    }
}
