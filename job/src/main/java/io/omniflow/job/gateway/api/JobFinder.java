package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.jobs.Job;
import io.omniflow.job.gateway.jobs.JobIndex;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds the request that a call names, among those that the caller may see. */
final class JobFinder {

    /** How long an instance waits for word of a request that another has published. */
    private static final long HEARSAY_MS = 500;

    private final Vertx vertx;

    private final JobIndex index;

    private final Links links;

    JobFinder(Vertx vertx, JobIndex index, Links links) {
        this.vertx = vertx;
        this.index = index;
        this.links = links;
    }

    /** Returns the request, waiting a little if nothing was heard of it. */
    Future<Job> find(Exchange exchange) {
        String id = exchange.path("id");
        Optional<Job> known = visible(exchange, id);
        if (known.isPresent()) {
            return Future.succeededFuture(known.get());
        }
        return vertx.timer(HEARSAY_MS, TimeUnit.MILLISECONDS)
                .compose(
                        waited ->
                                visible(exchange, id)
                                        .map(Future::succeededFuture)
                                        .orElseGet(() -> Future.failedFuture(unknown(id))));
    }

    /** Tells whether the caller may see a request. */
    static boolean sees(Exchange exchange, Job job) {
        return exchange.caller().sees(job.tenant().orElse(""));
    }

    /** Writes a request for the caller. */
    ObjectNode json(Exchange exchange, Job job) {
        return JobJson.of(job, number -> links.of(exchange, job.id(), number));
    }

    private Optional<Job> visible(Exchange exchange, String id) {
        return index.find(id).filter(job -> sees(exchange, job));
    }

    private static ApiException unknown(String id) {
        return ApiException.notFound(
                "id", "unknown_job", "there is no request '" + id + "', or none of late");
    }
}
