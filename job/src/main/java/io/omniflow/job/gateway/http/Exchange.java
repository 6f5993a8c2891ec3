package io.omniflow.job.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One call and its response. It belongs to the event loop that it came in on. */
public final class Exchange {

    private final HttpServerRequest request;

    private final Operation operation;

    private final Map<String, String> path;

    private final Context context;

    private final List<Runnable> onEnd = new ArrayList<>();

    private boolean isOver;

    private Caller caller = Caller.ANYBODY;

    private Buffer body = Buffer.buffer();

    Exchange(
            HttpServerRequest request,
            Operation operation,
            Map<String, String> path,
            Context context) {
        this.request = request;
        this.operation = operation;
        this.path = Map.copyOf(path);
        this.context = context;
        request.response().endHandler(end -> ended());
    }

    private void ended() {
        isOver = true;
        List<Runnable> due = List.copyOf(onEnd);
        onEnd.clear();
        due.forEach(Runnable::run);
    }

    /** Returns who calls. */
    public Caller caller() {
        return caller;
    }

    void caller(Caller known) {
        caller = known;
    }

    void body(Buffer read) {
        body = read;
    }

    /** Returns the event loop's context, on which everything about the call happens. */
    public Context context() {
        return context;
    }

    /** Returns the value of a variable of the path. */
    public String path(String variable) {
        String value = path.get(variable);
        if (value == null) {
            throw new IllegalArgumentException(operation.path() + " has no " + variable);
        }
        return value;
    }

    /** Returns a header of the call; empty if it is not there. */
    public String header(String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    /** Returns one value of the query string as it stands there; empty if it is not there. */
    public String rawQuery(String name) {
        String value = request.getParam(name);
        return value == null ? "" : value;
    }

    /** Returns the query string's arguments. */
    public Arguments query() {
        return Arguments.ofQuery(operation.query(), request.params());
    }

    /** Returns the body's arguments. */
    public Arguments arguments() {
        List<Parameter> parameters = operation.body();
        return Arguments.ofBody(parameters == null ? List.of() : parameters, body);
    }

    /** Returns the address under which the caller reached the gateway, without a path. */
    public String origin() {
        String forwarded = header("x-forwarded-proto");
        String scheme = forwarded.matches("https?") ? forwarded : request.scheme();
        HostAndPort host = request.authority();
        return scheme + "://" + (host == null ? "localhost" : host);
    }

    /** Sets a header of the response, which has not begun. */
    public Exchange put(String header, String value) {
        request.response().putHeader(header, value);
        return this;
    }

    /** Returns the id of the request that the call has become; empty before that. */
    String requestId() {
        return Objects.requireNonNullElse(request.response().headers().get("x-request-id"), "");
    }

    /** Answers with JSON. */
    public Future<Void> json(int status, JsonNode tree) {
        return bytes(status, "application/json", Buffer.buffer(tree.toString()));
    }

    /** Answers with bytes of a media type. */
    public Future<Void> bytes(int status, String mediaType, Buffer bytes) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return Future.succeededFuture();
        }
        return response.setStatusCode(status)
                .putHeader("content-type", mediaType)
                .putHeader("x-content-type-options", "nosniff")
                .end(bytes);
    }

    /** Begins a response that is a stream of events. */
    public EventStream events() {
        return EventStream.begin(request.response(), context);
    }

    /** Calls back once when the call is over, however it ended; at once if it is already. */
    public void onEnd(Runnable callback) {
        if (isOver) {
            callback.run();
        } else {
            onEnd.add(callback);
        }
    }

    /** Tells whether the caller is still there and the response not complete. */
    public boolean isOpen() {
        return !isOver && !request.response().closed() && !request.response().ended();
    }

    /** Returns the status of the response; 0 if it did not begin. */
    int status() {
        return request.response().headWritten() ? request.response().getStatusCode() : 0;
    }

    /** Calls back once if the caller goes away before the response is complete, or has already. */
    public void onGone(Runnable callback) {
        HttpServerResponse response = request.response();
        if (response.closed() && !response.ended()) {
            callback.run();
        } else {
            response.closeHandler(gone -> callback.run());
        }
    }

    /** Answers with an error; a response that has begun is broken off. */
    Future<Void> fail(ApiException failure) {
        if (request.response().headWritten()) {
            return request.response().reset(0).otherwiseEmpty();
        }
        if (failure.status() == 401) {
            put("www-authenticate", "Bearer");
        }
        failure.retryAfter()
                .ifPresentOrElse(
                        after -> put("retry-after", String.valueOf(Math.max(1, after.toSeconds()))),
                        () -> put("x-should-retry", "false"));
        return json(failure.status(), failure.body());
    }
}
