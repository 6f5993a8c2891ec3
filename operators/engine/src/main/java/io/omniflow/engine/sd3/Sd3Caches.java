package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDManager;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.sd3.BlockResiduals.Probe;
import io.omniflow.engine.stepcache.EasyCache;
import io.omniflow.engine.stepcache.StepCacheHistory;
import io.omniflow.engine.stepcache.StepCachePolicy;
import io.omniflow.engine.stepcache.StepCaches;
import io.omniflow.engine.stepcache.TaylorCache;

/**
 * Makes the step caches of one model's generations.
 *
 * @param policies the model's policies
 */
record Sd3Caches(StepCaches policies) {

    /**
     * Makes an empty cache.
     *
     * @param owner owns what it keeps
     * @param asked what the request says
     * @param steps number of steps that are taken
     * @param first how many steps of the whole schedule come before them
     * @throws io.omniflow.core.error.InvalidRequestException if the model cannot do what is asked
     */
    Sd3Cache create(NDManager owner, StepCacheSpec asked, int steps, int first) {
        StepCacheSpec spec = asked.appliesTo(steps) ? asked : StepCacheSpec.OFF;
        StepCachePolicy policy = policies.policy(spec, steps, first);
        StepCacheHistory history = StepCaches.history(policy, spec, steps);
        CacheTensors tensors = new CacheTensors(owner);
        return switch (spec.kind()) {
            case OFF -> new Sd3Cache(spec, history, tensors);
            case EASY -> new EasyOutputs(spec, (EasyCache) policy, history, tensors);
            case MASK -> new MaskOutputs(spec, history, tensors);
            case TAYLOR -> new TaylorOutputs(spec, (TaylorCache) policy, history, tensors);
            case MAG, TEA -> residuals(spec, history, tensors);
            case FIRST_BLOCK ->
                    new BlockResiduals(
                            spec,
                            history,
                            tensors,
                            Probe.FRONT,
                            spec.limits().frontBlocks(),
                            policies.blocks() - spec.limits().backBlocks());
        };
    }

    private BlockResiduals residuals(
            StepCacheSpec spec, StepCacheHistory history, CacheTensors tensors) {
        Probe probe = spec.kind() == StepCacheKind.TEA ? Probe.INPUT : Probe.NONE;
        return new BlockResiduals(spec, history, tensors, probe, 0, policies.blocks());
    }
}
