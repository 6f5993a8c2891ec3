package io.omniflow.job.gateway.api;

import io.omniflow.job.client.RequestState;
import io.omniflow.job.gateway.http.EventStream;
import io.omniflow.v1.GenerationResult;

/** How a request is told to a caller while it runs. All calls come on the caller's event loop. */
interface Telling {

    /**
     * Gets ready to tell a result that completed, at least in part; may block, and is called on
     * another thread.
     */
    void prepare(GenerationResult result);

    /** Writes what is new of a request that runs. */
    void news(EventStream stream, RequestState state);

    /** Writes what is still new of a request when its result is there. */
    default void last(EventStream stream, RequestState state) {}

    /**
     * Writes the next event of the end.
     *
     * @return whether there are more
     */
    boolean ending(EventStream stream, GenerationResult result);
}
