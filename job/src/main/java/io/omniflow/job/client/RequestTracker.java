package io.omniflow.job.client;

import io.omniflow.v1.GenerationEvent;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Follows a set of requests to their ends. */
public final class RequestTracker {

    private final Map<String, RequestState> states = new LinkedHashMap<>();

    /** Creates a tracker of the given requests. */
    public RequestTracker(Collection<String> ids) {
        ids.forEach(id -> states.put(id, new RequestState(id)));
    }

    /** Takes in what the job said; what concerns other requests is ignored. */
    public void accept(Incoming incoming) {
        if (incoming instanceof Incoming.Result in) {
            RequestState state = states.get(in.result().getRequestId());
            if (state != null) {
                state.end(in.result());
            }
        } else if (incoming instanceof Incoming.Event in) {
            RequestState state = states.get(in.event().getRequestId());
            if (state != null) {
                apply(state, in.event());
            }
        }
    }

    /** Returns the state of each request, in the order given. */
    public Collection<RequestState> states() {
        return Collections.unmodifiableCollection(states.values());
    }

    /** Returns how many requests have ended. */
    public int ended() {
        return (int) states.values().stream().filter(s -> s.result().isPresent()).count();
    }

    /** Tells whether all requests have ended. */
    public boolean isDone() {
        return ended() == states.size();
    }

    private static void apply(RequestState state, GenerationEvent event) {
        switch (event.getEventCase()) {
            case QUEUED -> state.wait(event.getQueued());
            case STARTED, RESUMED -> state.run(event.getIndex(), null);
            case PAUSED -> state.pause(event.getIndex());
            case PROGRESS -> state.run(event.getIndex(), event.getProgress());
            default -> {
                // The result says the rest.
            }
        }
    }
}
