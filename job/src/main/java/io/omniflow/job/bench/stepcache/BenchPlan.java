package io.omniflow.job.bench.stepcache;

import io.omniflow.core.stepcache.StepCacheKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to compare.
 *
 * @param bundle directory of the model
 * @param prompts file of prompts, one a line; null for captions of the shapes model
 * @param captions number of captions, if they are the shapes model's
 * @param seeds number of seeds for each prompt
 * @param steps steps of the full run
 * @param policies which step caches to measure
 * @param patterns digits of patterns to measure besides the named ones
 * @param reference class name of the sampler that the reference is painted with; empty for the
 *     bundle's own
 * @param referenceSteps steps of the reference; 0 for those of the full run
 */
public record BenchPlan(
        Path bundle,
        @Nullable Path prompts,
        int captions,
        int seeds,
        int steps,
        Set<StepCacheKind> policies,
        List<String> patterns,
        String reference,
        int referenceSteps) {

    /** Copies the collections. */
    public BenchPlan {
        policies = Set.copyOf(policies);
        patterns = List.copyOf(patterns);
    }
}
