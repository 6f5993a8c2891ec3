package io.omniflow.core.request;

import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.List;
import java.util.Objects;

/**
 * What a request's wish resolves to.
 *
 * @param spec the step cache it gets
 * @param alternatives those it may get when its deadline comes near, best first
 */
public record StepCacheChoice(StepCacheSpec spec, List<StepCacheSpec> alternatives) {

    /** Copies the list. */
    public StepCacheChoice {
        Objects.requireNonNull(spec, "spec");
        alternatives = List.copyOf(alternatives);
    }
}
