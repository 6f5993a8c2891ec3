package io.omniflow.job.gateway;

import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.Subscription;
import io.omniflow.job.gateway.access.ApiKeys;
import io.omniflow.job.gateway.api.Apis;
import io.omniflow.job.gateway.api.Links;
import io.omniflow.job.gateway.http.Connections;
import io.omniflow.job.gateway.http.Draining;
import io.omniflow.job.gateway.http.Gatekeeper;
import io.omniflow.job.gateway.http.Router;
import io.omniflow.job.gateway.jobs.JobIndex;
import io.omniflow.job.gateway.jobs.Outputs;
import io.omniflow.job.gateway.server.HttpListener;
import io.omniflow.job.gateway.server.ListenOptions;
import io.omniflow.job.gateway.server.WatchedFiles;
import io.omniflow.job.gateway.site.GatewayMetrics;
import io.omniflow.job.gateway.site.Instance;
import io.omniflow.job.gateway.site.Site;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server in front of a job's topics. It stores nothing: what it knows of requests it reads
 * from the topics, so that any number of instances answers for any job.
 */
public final class Gateway implements AutoCloseable {

    private static final long MAX_OUTPUT_BYTES = 64L << 20;

    private static final long CLOSE_S = 10;

    private static final long LOOK_MS = 1000;

    private final Vertx vertx;

    private final OmniClient client;

    private final GatewayOptions options;

    private final JobIndex index;

    private final Connections connections;

    private final HttpListener listener;

    private final Draining draining = new Draining();

    private final GatewayMetrics metrics = new GatewayMetrics();

    private final List<WatchedFiles> files = new ArrayList<>();

    private final @Nullable ApiKeys keys;

    private @Nullable Subscription listening;

    private Gateway(GatewayOptions options, Vertx vertx, OmniClient client) {
        this.vertx = vertx;
        this.client = client;
        this.options = options;
        this.index = new JobIndex(options.jobs(), Clock.systemUTC());
        ListenOptions listen = options.listen();
        this.connections = new Connections(vertx, listen.limits().idleTime());
        Duration silence = options.patience().plus(listen.limits().idleTime());
        this.listener = new HttpListener(vertx, listen, silence);
        this.keys = keys(options.keys());
        if (listen.tls() != null) {
            files.add(listener.tls(listen.tls()));
        }
    }

    private @Nullable ApiKeys keys(@Nullable Path file) {
        if (file == null) {
            return null;
        }
        ApiKeys read = new ApiKeys(Clock.systemUTC());
        files.add(
                new WatchedFiles(
                        "the file of keys",
                        List.of(file),
                        contents -> read.replace(contents.get(0))));
        return read;
    }

    /**
     * Connects to the job, begins to read its topics, and listens.
     *
     * @throws io.omniflow.job.client.ClientException if the job cannot be reached
     * @throws io.omniflow.job.gateway.server.GatewayException if the port cannot be listened at
     * @throws io.omniflow.core.error.CoreModuleException with code INVALID_CONFIG if the keys or
     *     the certificate are of no use
     */
    public static Gateway start(GatewayOptions options) {
        OmniClient client = OmniClient.connect(options.client());
        Vertx vertx = null;
        try {
            vertx = Vertx.vertx(settings());
            Gateway gateway = new Gateway(options, vertx, client);
            gateway.start();
            return gateway;
        } catch (RuntimeException e) {
            client.close();
            if (vertx != null) {
                vertx.close();
            }
            throw e;
        }
    }

    private void start() {
        files.forEach(WatchedFiles::begin);
        listening = client.listen(index::accept);
        Apis apis =
                new Apis(
                        vertx,
                        client,
                        options.models(),
                        index,
                        new Outputs(client, MAX_OUTPUT_BYTES),
                        keys == null ? Links.PLAIN : keys.links(),
                        options.patience(),
                        draining);
        Instance instance =
                new Instance(client, index, metrics, draining, connections, files, listener);
        Router router =
                new Router(
                        vertx,
                        Site.routes(apis.routes(), instance),
                        keys == null ? Gatekeeper.OPEN : keys,
                        metrics,
                        options.listen().limits(),
                        connections,
                        draining);
        listener.start(router, connections);
        if (!files.isEmpty()) {
            vertx.setPeriodic(LOOK_MS, due -> look());
        }
    }

    private void look() {
        vertx.executeBlocking(
                () -> {
                    files.forEach(WatchedFiles::look);
                    return null;
                });
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
        return listener.port();
    }

    /**
     * Takes no more work, waits for the calls that are open as long as the options say, and ceases
     * to listen; requests that were published go on.
     */
    @Override
    public void close() {
        draining.await(options.listen().drain());
        if (listening != null) {
            listening.close();
        }
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(CLOSE_S, TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
        client.close();
    }
}
