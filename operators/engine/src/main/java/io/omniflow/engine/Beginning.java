package io.omniflow.engine;

import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.StageParams;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * With what a generation starts.
 *
 * @param params what to generate, within the model's limits
 * @param scope who may notice, by the time that it takes, what was computed before: work of one
 *     scope is not reused in another
 * @param from where to resume; null to start
 * @param neighbours what it may start from in place of noise; on resumption those of the start
 */
public record Beginning(
        StageParams params, String scope, @Nullable Snapshot from, Neighbourhood neighbours) {

    /** Checks that the beginning is complete. */
    public Beginning {
        Objects.requireNonNull(params, "params");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(neighbours, "neighbours");
    }

    /** One without neighbours, in the scope of all. */
    public Beginning(StageParams params, @Nullable Snapshot from) {
        this(params, "", from, Neighbourhood.NONE);
    }
}
