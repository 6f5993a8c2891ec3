package io.omniflow.executor.admission;

import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.StepCacheChoice;
import io.omniflow.core.request.StepCacheRequest;
import io.omniflow.core.request.StepCacheRequest.Bounds;
import io.omniflow.core.request.StepCacheRules;
import io.omniflow.core.stepcache.StepCachePattern;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.stepcache.StepPatterns;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.StepCacheOptions;

/** Reads what a request says of step caches, by the rules of a model. */
final class StepCacheReader {

    private final StepCacheRules rules;

    StepCacheReader(ModelSpec model) {
        rules = new StepCacheRules(model);
    }

    /**
     * Returns the step cache of a generation that takes so many steps, and those it may move to.
     *
     * @throws io.omniflow.core.error.InvalidRequestException if a field breaks a rule
     */
    StepCacheChoice read(GenerationRequest request, int steps) {
        StepCacheChoice choice = rules.choose(fields(request), steps);
        return new StepCacheChoice(
                priced(choice.spec(), steps),
                choice.alternatives().stream().map(level -> priced(level, steps)).toList());
    }

    /** What a fixed pattern costs is known beforehand. */
    private static StepCacheSpec priced(StepCacheSpec spec, int steps) {
        return spec.kind().hasPattern()
                ? spec.withEffort(
                        StepCachePattern.share(StepPatterns.resolve(spec.pattern(), steps)))
                : spec;
    }

    private static StepCacheRequest fields(GenerationRequest request) {
        StepCacheOptions step = request.getCache().getStep();
        return new StepCacheRequest(
                request.getQuality(),
                step.getPolicy(),
                step.hasThreshold() ? step.getThreshold() : null,
                step.getPattern(),
                bounds(step),
                step.getAdaptive());
    }

    private static Bounds bounds(StepCacheOptions step) {
        return new Bounds(
                step.hasWarmupSteps() ? step.getWarmupSteps() : null,
                step.hasMaxConsecutive() ? step.getMaxConsecutive() : null,
                step.hasMaxReused() ? step.getMaxReused() : null,
                step.hasMaxAccumulated() ? step.getMaxAccumulated() : null,
                step.hasFrontBlocks() ? step.getFrontBlocks() : null,
                step.hasBackBlocks() ? step.getBackBlocks() : null,
                step.hasOrder() ? step.getOrder() : null);
    }
}
