package io.omniflow.job.gateway.site;

import io.omniflow.job.client.OmniClient;
import io.omniflow.job.gateway.http.Connections;
import io.omniflow.job.gateway.http.Draining;
import io.omniflow.job.gateway.jobs.JobIndex;
import io.omniflow.job.gateway.server.HttpListener;
import io.omniflow.job.gateway.server.WatchedFiles;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a running gateway that tell how it is.
 *
 * @param client speaks to the job
 * @param index knows the requests
 * @param metrics counts calls
 * @param draining tells whether it is about to stop
 * @param connections the open ones
 * @param files what is read again when it changes
 * @param listener has the certificate
 */
public record Instance(
        OmniClient client,
        JobIndex index,
        GatewayMetrics metrics,
        Draining draining,
        Connections connections,
        List<WatchedFiles> files,
        HttpListener listener) {

    /** Copies the list. */
    public Instance {
        files = List.copyOf(files);
    }

    /** Returns what is wrong although it serves. */
    List<String> troubles() {
        return files.stream().map(WatchedFiles::trouble).flatMap(Optional::stream).toList();
    }
}
