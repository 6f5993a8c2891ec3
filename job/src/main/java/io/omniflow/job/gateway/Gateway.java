package io.omniflow.job.gateway;

import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.Subscription;
import io.omniflow.job.gateway.access.ApiKeys;
import io.omniflow.job.gateway.api.Apis;
import io.omniflow.job.gateway.api.Links;
import io.omniflow.job.gateway.http.Gatekeeper;
import io.omniflow.job.gateway.http.Router;
import io.omniflow.job.gateway.jobs.JobIndex;
import io.omniflow.job.gateway.jobs.Outputs;
import io.omniflow.job.gateway.site.GatewayMetrics;
import io.omniflow.job.gateway.site.Site;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server in front of a job's topics. It stores nothing: what it knows of requests it reads
 * from the topics, so that any number of instances answers for any job.
 */
public final class Gateway implements AutoCloseable {

    private static final int MAX_BODY_BYTES = 32 << 20;

    private static final long MAX_OUTPUT_BYTES = 64L << 20;

    private static final long CLOSE_S = 10;

    private final Vertx vertx;

    private final OmniClient client;

    private final Subscription listening;

    private final HttpServer server;

    private Gateway(Vertx vertx, OmniClient client, Subscription listening, HttpServer server) {
        this.vertx = vertx;
        this.client = client;
        this.listening = listening;
        this.server = server;
    }

    /**
     * Connects to the job, begins to read its topics, and listens.
     *
     * @throws io.omniflow.job.client.ClientException if the job cannot be reached
     * @throws GatewayException if the port cannot be listened at
     */
    public static Gateway start(GatewayOptions options) {
        OmniClient client = OmniClient.connect(options.client());
        Vertx vertx = null;
        try {
            vertx = Vertx.vertx(settings());
            return start(options, vertx, client);
        } catch (RuntimeException e) {
            client.close();
            if (vertx != null) {
                vertx.close();
            }
            throw e;
        }
    }

    private static Gateway start(GatewayOptions options, Vertx vertx, OmniClient client) {
        JobIndex index = new JobIndex(options.jobs(), Clock.systemUTC());
        Subscription listening = client.listen(index::accept);
        ApiKeys keys = options.keys();
        Apis apis =
                new Apis(
                        vertx,
                        client,
                        options.models(),
                        index,
                        new Outputs(client, MAX_OUTPUT_BYTES),
                        keys == null ? Links.PLAIN : keys.links(),
                        options.patience());
        GatewayMetrics metrics = new GatewayMetrics();
        Router router =
                new Router(
                        vertx,
                        Site.routes(apis.routes(), metrics, index, client),
                        keys == null ? Gatekeeper.OPEN : keys,
                        metrics,
                        MAX_BODY_BYTES);
        HttpServer server = listen(options, vertx, router);
        return new Gateway(vertx, client, listening, server);
    }

    private static HttpServer listen(GatewayOptions options, Vertx vertx, Router router) {
        HttpServerOptions http =
                new HttpServerOptions().setHost(options.host()).setPort(options.port());
        try {
            return vertx.createHttpServer(http)
                    .requestHandler(router)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new GatewayException(
                    "cannot listen at "
                            + options.host()
                            + ":"
                            + options.port()
                            + ": "
                            + e.getCause().getMessage()
                            + "; name another port by --port",
                    e);
        }
    }

    /**
     * Nothing is unpacked to disk, and no name is asked of a server that the system does not ask.
     */
    private static VertxOptions settings() {
        return new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions()
                                .setClassPathResolvingEnabled(false)
                                .setFileCachingEnabled(false));
    }

    /** Returns the port that it listens at. */
    public int port() {
        return server.actualPort();
    }

    /** Ceases to listen and lets go of the job; requests that were published go on. */
    @Override
    public void close() {
        listening.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(CLOSE_S, TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
        client.close();
    }
}
