package io.omniflow.job.gateway;

import io.omniflow.job.client.ClientOptions;
import io.omniflow.job.gateway.api.ServedModel;
import io.omniflow.job.gateway.jobs.JobIndex;
import io.omniflow.job.gateway.server.ListenOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway runs.
 *
 * @param listen where and how it listens
 * @param client how the job is reached; with the history that is read at the start
 * @param models what the deployment serves
 * @param keys file of those who may call; null for everybody
 * @param patience how long a caller waits at most
 * @param jobs what is kept of requests
 */
public record GatewayOptions(
        ListenOptions listen,
        ClientOptions client,
        List<ServedModel> models,
        @Nullable Path keys,
        Duration patience,
        JobIndex.Bounds jobs) {

    private static final int MAX_JOBS = 20_000;

    private static final long MAX_JOB_BYTES = 64L << 20;

    /** Copies the list. */
    public GatewayOptions {
        models = List.copyOf(models);
    }

    /** Returns options with the usual bounds. */
    public static GatewayOptions of(
            ListenOptions listen, ClientOptions client, List<ServedModel> models) {
        return new GatewayOptions(
                listen,
                client,
                models,
                null,
                Duration.ofMinutes(10),
                new JobIndex.Bounds(MAX_JOBS, MAX_JOB_BYTES, client.history().toMillis()));
    }

    /** Returns these options for callers who have keys. */
    public GatewayOptions withKeys(Path file) {
        return new GatewayOptions(listen, client, models, file, patience, jobs);
    }

    /** Returns these options with another way to listen. */
    public GatewayOptions with(ListenOptions other) {
        return new GatewayOptions(other, client, models, keys, patience, jobs);
    }
}
