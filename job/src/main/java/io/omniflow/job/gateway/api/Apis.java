package io.omniflow.job.gateway.api;

import io.omniflow.job.client.OmniClient;
import io.omniflow.job.gateway.http.Draining;
import io.omniflow.job.gateway.http.Route;
import io.omniflow.job.gateway.jobs.JobIndex;
import io.omniflow.job.gateway.jobs.Outputs;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the operations need.
 *
 * @param vertx runs them
 * @param client speaks to the job
 * @param served the models and pipelines of the deployment
 * @param index knows the requests
 * @param outputs has the pictures
 * @param links makes links to pictures
 * @param patience how long a caller waits at most
 * @param draining tells when there is no more time for answers
 */
public record Apis(
        Vertx vertx,
        OmniClient client,
        List<ServedModel> served,
        JobIndex index,
        Outputs outputs,
        Links links,
        Duration patience,
        Draining draining) {

    /** Copies the list. */
    public Apis {
        served = List.copyOf(served);
    }

    /** Returns all routes. */
    public List<Route> routes() {
        Models models = new Models(served);
        Generations generations =
                new Generations(
                        vertx, client, patience, draining, new Repeats(client, index, outputs));
        List<Route> routes = new ArrayList<>();
        routes.addAll(new ModelsApi(models, System.currentTimeMillis() / 1000).routes());
        routes.add(new ImagesApi(vertx, models, generations, outputs, links).route());
        TextCalls texts = new TextCalls(vertx, generations, Clock.systemUTC());
        routes.add(new ChatApi(models, texts).route());
        routes.add(new CompletionsApi(models, texts).route());
        JobFinder finder = new JobFinder(vertx, index, links);
        routes.addAll(new JobsApi(vertx, models, generations, index, finder, draining).routes());
        routes.add(new OutputsApi(vertx, finder, outputs).route());
        return routes;
    }
}
