package io.omniflow.core.logging;

import io.omniflow.core.request.GenerationTask;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * While it is open, every line that the thread logs has the id of one request and, if the request
 * came with a trace, the trace's id, as {@link #REQUEST_ID} and {@link #TRACE_ID} in the logger's
 * context. Closing it, on the same thread, brings back what was there before.
 *
 * <p>It is opened once for each record or life of a request, never for a step.
 */
public final class RequestScope implements AutoCloseable {

    /** Key of the request's id. */
    public static final String REQUEST_ID = "request_id";

    /** Key of the trace's id: 32 hexadecimal digits. */
    public static final String TRACE_ID = "trace_id";

    private static final String TRACE_PARENT = "traceparent";
    private static final int TRACE_START = 3;
    private static final int TRACE_END = 35;

    private final @Nullable String requestBefore;
    private final @Nullable String traceBefore;

    private RequestScope(String request, @Nullable String trace) {
        requestBefore = MDC.get(REQUEST_ID);
        traceBefore = MDC.get(TRACE_ID);
        put(REQUEST_ID, request);
        put(TRACE_ID, trace);
    }

    /** Opens a scope for the request of a task. */
    public static RequestScope of(GenerationTask task) {
        return of(task.id().requestId(), task.headers());
    }

    /**
     * Opens a scope for a request.
     *
     * @param request its id
     * @param headers of its record; {@code traceparent} of W3C Trace Context names the trace
     */
    public static RequestScope of(String request, Map<String, String> headers) {
        return new RequestScope(request, trace(headers.get(TRACE_PARENT)));
    }

    /** Opens a scope for a request of which nothing else is known. */
    public static RequestScope of(String request) {
        return new RequestScope(request, null);
    }

    @Override
    public void close() {
        put(REQUEST_ID, requestBefore);
        put(TRACE_ID, traceBefore);
    }

    private static @Nullable String trace(@Nullable String parent) {
        if (parent == null || parent.length() < TRACE_END) {
            return null;
        }
        String trace = parent.substring(TRACE_START, TRACE_END);
        boolean hex = trace.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        return hex ? trace : null;
    }

    private static void put(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
