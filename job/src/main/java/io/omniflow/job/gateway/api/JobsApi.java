package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.client.Subscription;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Arguments;
import io.omniflow.job.gateway.http.Draining;
import io.omniflow.job.gateway.http.EventStream;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Parameter;
import io.omniflow.job.gateway.http.Parameter.Kind;
import io.omniflow.job.gateway.http.Route;
import io.omniflow.job.gateway.jobs.Job;
import io.omniflow.job.gateway.jobs.JobIndex;
import io.omniflow.v1.GenerationRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.stream.Stream;

/** Requests that nobody waits for: submit, look, listen, cancel, fetch. */
final class JobsApi {

    private static final long BEAT_MS = 15_000;

    private static final int MOST_LISTED = 100;

    private static final List<Field> FIELDS =
            Stream.of(
                            Stream.of(Fields.MODEL, Fields.PROMPT.required()),
                            Fields.COMMON.stream(),
                            Fields.IMAGE.stream(),
                            Stream.of(Fields.PREVIEWS),
                            TextFields.ALL.stream(),
                            Stream.of(TextFields.LOGPROBS))
                    .flatMap(each -> each)
                    .toList();

    private static final Operation SUBMIT =
            Operation.post(
                    "submitJob",
                    "/v1/jobs",
                    "Publishes a request and does not wait for it.",
                    Fields.parameters(FIELDS));

    private static final Operation LIST =
            Operation.get("listJobs", "/v1/jobs", "Lists requests, newest first.")
                    .withQuery(
                            Parameter.of("limit", Kind.INTEGER, "Most to list, 1 to 100; 20."),
                            Parameter.of("after", Kind.TEXT, "Id of the last one that was seen."),
                            Parameter.choice(
                                    "status",
                                    List.of(
                                            "queued",
                                            "in_progress",
                                            "paused",
                                            "completed",
                                            "failed",
                                            "rejected",
                                            "expired",
                                            "cancelled"),
                                    "Only those that stand so."));

    private static final Operation GET =
            Operation.get("getJob", "/v1/jobs/{id}", "Tells how a request stands.");

    private static final Operation CANCEL =
            Operation.post(
                    "cancelJob",
                    "/v1/jobs/{id}/cancel",
                    "Asks for a request to be given up; what is finished stays.",
                    List.of());

    private static final Operation CANCEL_BY_DELETE =
            Operation.get("deleteJob", "/v1/jobs/{id}", "Does what cancelJob does.")
                    .with(HttpMethod.DELETE);

    private static final Operation EVENTS =
            Operation.get(
                            "followJob",
                            "/v1/jobs/{id}/events",
                            "Tells how a request stands, again and again, until its end.")
                    .answering("text/event-stream");

    private final Vertx vertx;

    private final Models models;

    private final Generations generations;

    private final JobIndex index;

    private final JobFinder finder;

    private final Draining draining;

    JobsApi(
            Vertx vertx,
            Models models,
            Generations generations,
            JobIndex index,
            JobFinder finder,
            Draining draining) {
        this.vertx = vertx;
        this.models = models;
        this.generations = generations;
        this.index = index;
        this.finder = finder;
        this.draining = draining;
    }

    List<Route> routes() {
        return List.of(
                new Route(SUBMIT, this::submit),
                new Route(LIST, this::list),
                new Route(GET, this::get),
                new Route(CANCEL, this::cancel),
                new Route(CANCEL_BY_DELETE, this::cancel),
                new Route(EVENTS, this::follow));
    }

    private Future<Void> submit(Exchange exchange) {
        Arguments arguments = exchange.arguments();
        ServedModel model = models.choose(arguments.text("model", ""));
        GenerationRequest.Builder builder = generations.request(exchange, model);
        Fields.fill(builder, FIELDS, arguments, exchange.caller());
        GenerationRequest request = builder.setModel(model.name()).build();
        exchange.put("x-request-id", request.getId());
        exchange.put("location", "/v1/jobs/" + request.getId());
        ObjectNode told =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", request.getId())
                        .put("object", "job")
                        .put("status", "queued")
                        .put("model", request.getModel())
                        .put("prompt", request.getPrompt());
        return generations.publish(request).compose(sent -> exchange.json(202, told));
    }

    private Future<Void> list(Exchange exchange) {
        Arguments query = exchange.query();
        int limit = query.integer("limit", 20);
        if (limit < 1 || limit > MOST_LISTED) {
            throw ApiException.invalid(
                    "limit", "invalid_value", "limit is 1 to " + MOST_LISTED + ", not " + limit);
        }
        String status = query.text("status", "");
        List<Job> found =
                index.list(
                        job ->
                                JobFinder.sees(exchange, job)
                                        && (status.isEmpty() || status.equals(JobJson.status(job))),
                        query.text("after", ""),
                        limit + 1);
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        list.putArray("data");
        found.stream()
                .limit(limit)
                .forEach(job -> list.withArray("data").add(finder.json(exchange, job)));
        list.put("has_more", found.size() > limit);
        return exchange.json(200, list);
    }

    private Future<Void> get(Exchange exchange) {
        return finder.find(exchange).compose(job -> exchange.json(200, finder.json(exchange, job)));
    }

    private Future<Void> cancel(Exchange exchange) {
        return finder.find(exchange)
                .compose(
                        job ->
                                generations
                                        .cancel(job.id())
                                        .compose(
                                                sent ->
                                                        exchange.json(
                                                                202, finder.json(exchange, job))));
    }

    /** Each event is the whole state: a reader who is slow misses none but the last matters. */
    private Future<Void> follow(Exchange exchange) {
        return finder.find(exchange)
                .compose(
                        job -> {
                            EventStream stream = exchange.events();
                            Subscription watching = index.watch(job.id(), stream::changed);
                            long beats = vertx.setPeriodic(BEAT_MS, timer -> stream.beat());
                            Runnable forget =
                                    draining.when(
                                            Draining.Phase.BEGUN,
                                            () ->
                                                    exchange.context()
                                                            .runOnContext(n -> stream.end()));
                            exchange.onEnd(
                                    () -> {
                                        forget.run();
                                        watching.close();
                                        vertx.cancelTimer(beats);
                                    });
                            Shown shown = new Shown();
                            stream.from(open -> tell(open, exchange, job, shown));
                            return Future.succeededFuture();
                        });
    }

    /** A preview is told once, before what else is new: it is of use only until the next. */
    private void tell(EventStream stream, Exchange exchange, Job job, Shown shown) {
        boolean isOver = job.result().isPresent();
        shown.next(job.state()).forEach(event -> stream.write("preview", PreviewJson.ofJob(event)));
        stream.write("job", finder.json(exchange, job));
        if (isOver) {
            stream.end();
        }
    }
}
