package io.omniflow.job.gateway.jobs;

import io.omniflow.job.client.RecordPlace;
import io.omniflow.job.client.RequestState;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request: what was asked for, where it is, and its result without the
 * pictures. Any number of threads may use it.
 */
public final class Job {

    private final String id;

    private RequestState state;

    private @Nullable GenerationRequest request;

    private @Nullable GenerationResult result;

    private @Nullable RecordPlace place;

    private long createdMs;

    Job(String id, long createdMs) {
        this.id = id;
        this.createdMs = createdMs;
        this.state = new RequestState(id);
    }

    /** Returns the request's id. */
    public String id() {
        return id;
    }

    /** Returns when the request was published, in epoch milliseconds. */
    public synchronized long createdMs() {
        return createdMs;
    }

    /** Returns what was asked for, without a picture to start from; empty if that is not known. */
    public synchronized Optional<GenerationRequest> request() {
        return Optional.ofNullable(request);
    }

    /** Returns the result without its pictures. */
    public synchronized Optional<GenerationResult> result() {
        return Optional.ofNullable(result);
    }

    /** Returns where the result's record lies. */
    public synchronized Optional<RecordPlace> place() {
        return Optional.ofNullable(place);
    }

    /** Returns where the request is while it has no result. */
    public synchronized RequestState state() {
        return state;
    }

    /** Returns the request's tenant; empty while nothing tells it. */
    public synchronized Optional<String> tenant() {
        return request()
                .map(GenerationRequest::getTenant)
                .or(() -> result().map(GenerationResult::getTenant));
    }

    synchronized void ask(GenerationRequest asked, long timeMs) {
        if (request == null) {
            request = asked.toBuilder().clearImage().build();
            createdMs = timeMs;
        }
    }

    synchronized void accept(GenerationEvent event) {
        if (result == null) {
            state.accept(event);
        }
    }

    /** Only the first result counts: at-least-once delivery may repeat it. */
    synchronized void end(GenerationResult last, RecordPlace where) {
        if (result == null) {
            GenerationResult.Builder light = last.toBuilder();
            light.getOutputsBuilderList().forEach(Output.Builder::clearData);
            result = light.build();
            place = where;
            state = new RequestState(id);
            if (request == null && last.getCreatedMs() > 0) {
                createdMs = last.getCreatedMs();
            }
        }
    }

    /** Returns about how much memory it takes, in bytes. */
    synchronized long bytes() {
        return 512L
                + (request == null ? 0 : request.getSerializedSize())
                + state.previews().stream().mapToLong(GenerationEvent::getSerializedSize).sum()
                + (result == null ? 0 : result.getSerializedSize());
    }
}
