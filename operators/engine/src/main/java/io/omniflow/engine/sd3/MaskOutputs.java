package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.stepcache.StepCacheHistory;
import java.util.List;

/**
 * Step cache {@code mask}: a reused output is the guided one computed last, which it keeps. Where
 * the model predicts velocities, that is exact on a straight path; with an Euler sampler it amounts
 * to fewer, longer steps where the pattern has zeros.
 */
final class MaskOutputs extends Sd3Cache {

    private static final String OUTPUT = "output";

    MaskOutputs(StepCacheSpec spec, StepCacheHistory history, CacheTensors tensors) {
        super(spec, history, tensors);
    }

    @Override
    boolean reusesOutput(int step) {
        return history().reuses(step, 0, tensors().has(OUTPUT));
    }

    @Override
    NDArray output(NDManager owner, Kernels kernels, NDArray latents, double sigma) {
        return tensors().get(OUTPUT);
    }

    @Override
    void keep(Kernels kernels, Distances distances, StepOutcome outcome) {
        if (outcome.computed()) {
            tensors().take(OUTPUT, outcome.guided(kernels));
        }
    }

    @Override
    List<String> saved() {
        return List.of(OUTPUT);
    }
}
