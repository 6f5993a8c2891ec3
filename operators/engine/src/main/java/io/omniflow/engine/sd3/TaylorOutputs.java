package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.stepcache.StepCacheHistory;
import io.omniflow.engine.stepcache.TaylorCache;
import java.util.ArrayList;
import java.util.List;

/**
 * Step cache {@code taylor}: a reused output is forecast from the guided outputs that were computed
 * last, which it keeps, the newest under number 0.
 */
final class TaylorOutputs extends Sd3Cache {

    private static final String OUTPUT = "output.";

    private final TaylorCache policy;

    TaylorOutputs(
            StepCacheSpec spec,
            TaylorCache policy,
            StepCacheHistory history,
            CacheTensors tensors) {
        super(spec, history, tensors);
        this.policy = policy;
    }

    @Override
    boolean reusesOutput(int step) {
        return history().reuses(step, 0, isFilled());
    }

    @Override
    NDArray output(NDManager owner, Kernels kernels, NDArray latents, double sigma) {
        double[] weights = policy.weights(sigma);
        List<NDArray> outputs = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            outputs.add(tensors().get(OUTPUT + i));
        }
        try (Call call = kernels.call("weighted")) {
            return call.withArrays(outputs).withDoubles(weights).array(owner);
        }
    }

    @Override
    void keep(Kernels kernels, Distances distances, StepOutcome outcome) {
        if (outcome.computed()) {
            for (int i = policy.outputs() - 1; i > 0; i--) {
                if (tensors().has(OUTPUT + (i - 1))) {
                    tensors().rename(OUTPUT + (i - 1), OUTPUT + i);
                }
            }
            tensors().take(OUTPUT + 0, outcome.guided(kernels));
            policy.observe(outcome.sigma());
        }
    }

    @Override
    List<String> saved() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < policy.outputs(); i++) {
            names.add(OUTPUT + i);
        }
        return names;
    }

    /** Tells whether there is a tensor for each noise level that the policy knows. */
    private boolean isFilled() {
        int known = policy.known();
        boolean filled = known > 0;
        for (int i = 0; i < known; i++) {
            filled &= tensors().has(OUTPUT + i);
        }
        return filled;
    }
}
