package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.stepcache.StepCacheHistory;
import java.util.List;

/**
 * Step cache {@code mask}: a reused output differs from the latents by what the one computed last
 * differed from its own. It keeps that difference, of the guided output.
 */
final class MaskOutputs extends Sd3Cache {

    private static final String OUTPUT = "output";
    private static final String ANCHOR = "anchor";

    MaskOutputs(StepCacheSpec spec, StepCacheHistory history, CacheTensors tensors) {
        super(spec, history, tensors);
    }

    @Override
    boolean reusesOutput(int step) {
        return history().reuses(step, 0, tensors().has(OUTPUT) && tensors().has(ANCHOR));
    }

    @Override
    NDArray output(NDManager owner, Kernels kernels, NDArray latents, double sigma) {
        try (Call call = kernels.call("shifted")) {
            return call.with(latents)
                    .with(tensors().get(OUTPUT))
                    .with(tensors().get(ANCHOR))
                    .array(owner);
        }
    }

    @Override
    void keep(Kernels kernels, Distances distances, StepOutcome outcome) {
        if (outcome.computed()) {
            tensors().take(OUTPUT, outcome.guided(kernels));
            tensors().copy(ANCHOR, outcome.latents());
        }
    }

    @Override
    List<String> saved() {
        return List.of(OUTPUT, ANCHOR);
    }
}
