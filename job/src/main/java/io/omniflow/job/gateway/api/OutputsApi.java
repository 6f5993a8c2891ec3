package io.omniflow.job.gateway.api;

import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Parameter;
import io.omniflow.job.gateway.http.Parameter.Kind;
import io.omniflow.job.gateway.http.Route;
import io.omniflow.job.gateway.jobs.Job;
import io.omniflow.job.gateway.jobs.Outputs;
import io.omniflow.job.picture.PictureException;
import io.omniflow.job.picture.PictureFiles;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Sends the pictures and texts of requests. */
final class OutputsApi {

    private static final Operation OUTPUT =
            Operation.get(
                            "getJobOutput",
                            "/v1/jobs/{id}/outputs/{index}",
                            "Sends a picture or a text.")
                    .with(Operation.Access.LINK)
                    .withQuery(
                            Parameter.of(
                                    "expires", Kind.LONG, "When the link ceases to hold, epoch s."),
                            Parameter.of("signature", Kind.TEXT, "Signature of the link."))
                    .answering("image/png", "text/plain");

    private final Vertx vertx;

    private final JobFinder finder;

    private final Outputs outputs;

    OutputsApi(Vertx vertx, JobFinder finder, Outputs outputs) {
        this.vertx = vertx;
        this.finder = finder;
        this.outputs = outputs;
    }

    Route route() {
        return new Route(OUTPUT, this::output);
    }

    private Future<Void> output(Exchange exchange) {
        String number = exchange.path("index");
        return finder.find(exchange)
                .compose(job -> vertx.executeBlocking(() -> read(job, number), false))
                .compose(
                        output -> {
                            exchange.put("cache-control", "private, max-age=3600");
                            return exchange.bytes(200, output.mediaType(), output.bytes());
                        });
    }

    private record Content(String mediaType, Buffer bytes) {}

    private Content read(Job job, String number) {
        if (job.result().isEmpty()) {
            throw ApiException.notFound(
                    "id", "not_ready", "the request '" + job.id() + "' has no result yet");
        }
        GenerationResult result =
                outputs.read(job)
                        .orElseThrow(
                                () ->
                                        ApiException.of(
                                                410,
                                                "invalid_request_error",
                                                "gone",
                                                "the topic does not keep the result any more"));
        Optional<Output> output =
                result.getOutputsList().stream()
                        .filter(each -> String.valueOf(each.getIndex()).equals(number))
                        .filter(each -> each.getStatus() == Status.STATUS_COMPLETED)
                        .findFirst();
        if (output.isEmpty()) {
            throw ApiException.notFound(
                    "index", "no_output", "the request has no output '" + number + "'");
        }
        try {
            Buffer bytes = Buffer.buffer(PictureFiles.bytes(output.get()));
            return new Content(output.get().getMediaType(), bytes);
        } catch (PictureException e) {
            throw ApiException.of(410, "server_error", "gone", String.valueOf(e.getMessage()));
        }
    }
}
