package io.omniflow.job.client;

import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A request that is followed to its end. Several threads may use it; the callback is called on a
 * thread of the client, one event at a time, and must not block.
 */
public final class Submission implements AutoCloseable {

    private final RequestState state;

    private final Consumer<GenerationEvent> onEvent;

    private final CompletableFuture<GenerationResult> result = new CompletableFuture<>();

    private final Consumer<Submission> onClose;

    Submission(String id, Consumer<GenerationEvent> onEvent, Consumer<Submission> onClose) {
        this.state = new RequestState(id);
        this.onEvent = onEvent;
        this.onClose = onClose;
    }

    /** Returns the request's id. */
    public String id() {
        return state.id();
    }

    /** Returns where the request is; it goes on changing. */
    public RequestState state() {
        return state;
    }

    /**
     * Returns the future of the result. However the request ends, that is a result; the future
     * fails with a {@link ClientException} if the request could not be published.
     */
    public CompletableFuture<GenerationResult> result() {
        return result;
    }

    /** Ceases to follow; the request itself goes on. */
    @Override
    public void close() {
        onClose.accept(this);
    }

    void accept(GenerationEvent event) {
        state.accept(event);
        onEvent.accept(event);
    }

    /** Takes in the result. At-least-once delivery may repeat it: the first one counts. */
    public void end(GenerationResult last) {
        state.end(last);
        result.complete(last);
    }

    void fail(ClientException failure) {
        result.completeExceptionally(failure);
    }
}
