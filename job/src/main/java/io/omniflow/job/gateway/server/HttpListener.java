package io.omniflow.job.gateway.server;

import io.omniflow.job.gateway.http.Connections;
import io.omniflow.job.gateway.http.Limits;
import io.omniflow.job.gateway.http.Router;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens at a port, with TLS if there is a certificate. HTTP/2 is spoken with TLS only: without,
 * the protocol is not known before the first bytes, for which nothing would bound the wait.
 * Thread-safe.
 */
public final class HttpListener {

    private final Vertx vertx;

    private final HttpServerOptions options;

    private volatile @Nullable HttpServer server;

    private volatile @Nullable Instant expires;

    /**
     * Creates it; it does not listen yet.
     *
     * @param silence how long nothing may be sent or received while a call is answered; a peer who
     *     does not take what was sent is gone by then
     */
    public HttpListener(Vertx vertx, ListenOptions listen, Duration silence) {
        Limits limits = listen.limits();
        this.vertx = vertx;
        this.options =
                new HttpServerOptions()
                        .setHost(listen.host())
                        .setPort(listen.port())
                        .setHttp2ClearTextEnabled(false)
                        .setHandle100ContinueAutomatically(true)
                        .setMaxHeaderSize(limits.maxHeaderBytes())
                        .setMaxInitialLineLength(limits.maxHeaderBytes())
                        .setInitialSettings(
                                new Http2Settings(new HttpServerOptions().getInitialSettings())
                                        .setMaxHeaderListSize(limits.maxHeaderBytes()))
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout(Math.toIntExact(silence.toMillis()));
    }

    /**
     * Returns the files of a certificate, which are used as soon as they are read, and again when
     * they change; connections that are open keep what they began with.
     */
    public WatchedFiles tls(TlsFiles files) {
        return new WatchedFiles(
                "the certificate or its key", List.of(files.certificate(), files.key()), this::use);
    }

    private void use(List<byte[]> contents) {
        PemPair pair = PemPair.read(vertx, contents);
        options.setSsl(true).setUseAlpn(true).setKeyCertOptions(pair.options());
        HttpServer running = server;
        if (running != null) {
            running.updateSSLOptions(options.getSslOptions().copy())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
        expires = pair.expires();
    }

    /**
     * Listens.
     *
     * @throws GatewayException if the port cannot be listened at
     */
    public void start(Router router, Connections connections) {
        try {
            server =
                    vertx.createHttpServer(options)
                            .connectionHandler(connections)
                            .requestHandler(router)
                            .listen()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join();
        } catch (CompletionException e) {
            throw new GatewayException(
                    "cannot listen at "
                            + options.getHost()
                            + ":"
                            + options.getPort()
                            + ": "
                            + e.getCause().getMessage()
                            + "; name another port by --port",
                    e);
        }
    }

    /** Returns the port that it listens at. */
    public int port() {
        HttpServer running = server;
        if (running == null) {
            throw new IllegalStateException("it does not listen yet");
        }
        return running.actualPort();
    }

    /** Returns when the certificate ceases to hold; empty without one. */
    public Optional<Instant> expires() {
        return Optional.ofNullable(expires);
    }
}
