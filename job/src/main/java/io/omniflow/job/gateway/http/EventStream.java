package io.omniflow.job.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A response that is a stream of server-sent events. Nothing is kept for a reader who is slow: what
 * changes is only noted, and the source is asked for what is new when the reader has room again. So
 * a slow reader gets fewer and larger events, and never costs more memory than a fast one.
 *
 * <p>{@link #changed} may be called on any thread; everything else belongs to the event loop.
 */
public final class EventStream {

    /** Writes what is new since it was last asked, and ends the stream when nothing will follow. */
    @FunctionalInterface
    public interface Source {

        /** Writes to the stream, on the event loop. */
        void writeNews(EventStream stream);
    }

    private static final int QUEUE_BYTES = 64 << 10;

    private final HttpServerResponse response;

    private final Context context;

    private final AtomicBoolean isAsked = new AtomicBoolean();

    private @Nullable Source source;

    private EventStream(HttpServerResponse response, Context context) {
        this.response = response;
        this.context = context;
    }

    static EventStream begin(HttpServerResponse response, Context context) {
        response.setStatusCode(200)
                .setChunked(true)
                .setWriteQueueMaxSize(QUEUE_BYTES)
                .putHeader("content-type", "text/event-stream; charset=utf-8")
                .putHeader("cache-control", "no-cache")
                .putHeader("x-accel-buffering", "no");
        response.writeHead();
        EventStream stream = new EventStream(response, context);
        response.drainHandler(room -> stream.changed());
        return stream;
    }

    /** Says where news come from, and asks for them. */
    public void from(Source news) {
        source = news;
        changed();
    }

    /** Notes that there may be news. */
    public void changed() {
        if (isAsked.compareAndSet(false, true)) {
            context.runOnContext(ignored -> ask());
        }
    }

    private void ask() {
        isAsked.set(false);
        Source news = source;
        if (news != null && hasRoom()) {
            news.writeNews(this);
        }
    }

    /** Tells whether the reader has room for another event. */
    public boolean hasRoom() {
        return isOpen() && !response.writeQueueFull();
    }

    /** Tells whether events can still be written. */
    public boolean isOpen() {
        return !response.ended() && !response.closed();
    }

    /** Writes an event that has only data. */
    public void write(String data) {
        if (isOpen()) {
            response.write("data: " + data + "\n\n");
        }
    }

    /** Writes an event with a name. */
    public void write(String event, JsonNode data) {
        if (isOpen()) {
            response.write("event: " + event + "\ndata: " + data + "\n\n");
        }
    }

    /** Writes a comment, which readers pass over, so that nobody takes the stream for dead. */
    public void beat() {
        if (hasRoom()) {
            response.write(": still here\n\n");
        }
    }

    /** Writes an error, after which nothing follows. */
    public void fail(ApiException failure) {
        write("error", failure.body());
        end();
    }

    /** Ends the stream. */
    public void end() {
        if (isOpen()) {
            response.end();
        }
    }
}
