package io.omniflow.job.gateway.api;

import io.omniflow.job.client.RequestState;
import io.omniflow.v1.GenerationEvent;
import java.util.List;

/** How many previews of a request a caller has been told. For one thread. */
final class Shown {

    private int count;

    /** Returns the previews that were not told before, in the order in which they came. */
    List<GenerationEvent> next(RequestState state) {
        List<GenerationEvent> all = state.previews();
        // A request that has ended keeps none.
        List<GenerationEvent> more = all.subList(Math.min(count, all.size()), all.size());
        count = all.size();
        return more;
    }
}
