package io.omniflow.job.gateway.http;

import io.omniflow.core.logging.RequestScope;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each call to the route that fits, with its body read; every failure becomes a response. */
public final class Router implements io.vertx.core.Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private static final Operation NONE = Operation.get("", "", "");

    private record Entry(Route route, PathTemplate path) {}

    private record Match(Route route, Map<String, String> path) {}

    private final Vertx vertx;

    private final Gatekeeper gatekeeper;

    private final Traffic traffic;

    private final Limits limits;

    private final Connections connections;

    private final Draining draining;

    private final List<Entry> entries = new ArrayList<>();

    /**
     * Creates a router.
     *
     * @param vertx gives each call its event loop
     * @param gatekeeper decides who may call
     * @param traffic is told of calls
     * @param limits what a call may cost
     * @param connections is told of calls
     * @param draining is told of calls, and tells when no more work is taken
     */
    public Router(
            Vertx vertx,
            List<Route> routes,
            Gatekeeper gatekeeper,
            Traffic traffic,
            Limits limits,
            Connections connections,
            Draining draining) {
        this.vertx = vertx;
        this.gatekeeper = gatekeeper;
        this.traffic = traffic;
        this.limits = limits;
        this.connections = connections;
        this.draining = draining;
        routes.forEach(
                route -> entries.add(new Entry(route, PathTemplate.of(route.operation().path()))));
    }

    @Override
    public void handle(HttpServerRequest request) {
        Optional<Match> match = find(request);
        String id = match.map(found -> found.route().operation().id()).orElse("");
        Context context = vertx.getOrCreateContext();
        Exchange exchange =
                new Exchange(
                        request,
                        match.map(found -> found.route().operation()).orElse(NONE),
                        match.map(Match::path).orElse(Map.of()),
                        context);
        long start = System.nanoTime();
        traffic.begun(id);
        draining.enter();
        connections.begun(request.connection());
        exchange.onEnd(
                () -> {
                    traffic.ended(id, exchange.status(), System.nanoTime() - start);
                    connections.ended(request.connection());
                    draining.leave();
                });
        if (draining.isBegun() && request.version() != HttpVersion.HTTP_2) {
            exchange.put("connection", "close");
        }
        if (match.isEmpty()) {
            exchange.fail(unknown(request));
            return;
        }
        Route route = match.get().route();
        guarded(() -> admitted(request, route, exchange))
                .onFailure(failure -> exchange.fail(refusal(failure, exchange)));
    }

    private Future<Void> admitted(HttpServerRequest request, Route route, Exchange exchange) {
        if (draining.isBegun() && route.operation().isWork()) {
            throw ApiException.unavailable(
                    "this instance is about to stop: ask again", Duration.ofSeconds(1));
        }
        exchange.caller(gatekeeper.admit(route.operation(), exchange));
        if (route.operation().body() == null) {
            return route.handler().handle(exchange);
        }
        return body(request)
                .compose(
                        body -> {
                            exchange.body(body);
                            return guarded(() -> route.handler().handle(exchange));
                        });
    }

    /** Keeps no more than is allowed, whatever the call announced. */
    private Future<Buffer> body(HttpServerRequest request) {
        Promise<Buffer> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        long timer =
                vertx.setTimer(limits.bodyTime().toMillis(), due -> promise.tryFail(late(request)));
        promise.future().onComplete(done -> vertx.cancelTimer(timer));
        request.handler(
                part -> {
                    if (body.length() + part.length() > limits.maxBodyBytes()) {
                        promise.tryFail(large(request));
                    } else {
                        body.appendBuffer(part);
                    }
                });
        request.exceptionHandler(promise::tryFail);
        request.endHandler(end -> promise.tryComplete(body));
        return promise.future();
    }

    private ApiException large(HttpServerRequest request) {
        letGo(request);
        return ApiException.of(
                413,
                "invalid_request_error",
                "body_too_large",
                "the body is larger than " + limits.maxBodyBytes() + " bytes");
    }

    private ApiException late(HttpServerRequest request) {
        letGo(request);
        return ApiException.of(
                408,
                "timeout_error",
                "body_too_slow",
                "the body took longer than " + limits.bodyTime().toSeconds() + " s to come");
    }

    /** The rest of the body is passed over; over HTTP/1 nothing can follow it. */
    private static void letGo(HttpServerRequest request) {
        request.handler(dropped -> {});
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader("connection", "close");
        }
    }

    private Optional<Match> find(HttpServerRequest request) {
        for (Entry entry : entries) {
            if (entry.route().operation().method().equals(request.method())) {
                Optional<Map<String, String>> path = entry.path().match(request.path());
                if (path.isPresent()) {
                    return Optional.of(new Match(entry.route(), path.get()));
                }
            }
        }
        return Optional.empty();
    }

    private ApiException unknown(HttpServerRequest request) {
        String methods =
                entries.stream()
                        .filter(entry -> entry.path().match(request.path()).isPresent())
                        .map(entry -> entry.route().operation().method().name())
                        .distinct()
                        .collect(Collectors.joining(", "));
        String call = request.method() + " " + request.path();
        if (methods.isEmpty()) {
            return ApiException.notFound(
                    null, "unknown_path", "there is no " + call + ": see /openapi.json");
        }
        request.response().putHeader("allow", methods);
        return ApiException.of(
                405,
                "invalid_request_error",
                "method_not_allowed",
                "there is no " + call + ": the path takes " + methods);
    }

    private static Future<Void> guarded(Supplier<Future<Void>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    @SuppressWarnings("try")
    private static ApiException refusal(Throwable failure, Exchange exchange) {
        if (failure instanceof ApiException refusal) {
            return refusal;
        }
        try (RequestScope scope = RequestScope.of(exchange.requestId())) {
            LOG.warn("A call failed.", failure);
        }
        return ApiException.of(
                500, "server_error", "internal", "the gateway failed; its log says why");
    }
}
