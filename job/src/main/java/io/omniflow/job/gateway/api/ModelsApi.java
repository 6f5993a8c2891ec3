package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Route;
import io.vertx.core.Future;
import java.util.List;

/** Tells which models requests may name. */
final class ModelsApi {

    private final Models models;

    private final long startedS;

    /**
     * Creates it.
     *
     * @param startedS when the gateway was started, in seconds since the Unix epoch
     */
    ModelsApi(Models models, long startedS) {
        this.models = models;
        this.startedS = startedS;
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        Operation.get("listModels", "/v1/models", "Lists models and pipelines."),
                        this::list),
                new Route(
                        Operation.get(
                                "getModel", "/v1/models/{model}", "Describes a model or pipeline."),
                        this::get));
    }

    private Future<Void> list(Exchange exchange) {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        list.putArray("data");
        models.all().forEach(model -> list.withArray("data").add(json(model)));
        return exchange.json(200, list);
    }

    private Future<Void> get(Exchange exchange) {
        String name = exchange.path("model");
        ServedModel model =
                models.find(name)
                        .orElseThrow(
                                () ->
                                        ApiException.notFound(
                                                "model",
                                                "model_not_found",
                                                "there is no model '" + name + "'"));
        return exchange.json(200, json(model));
    }

    private ObjectNode json(ServedModel model) {
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", model.name())
                        .put("object", "model")
                        .put("created", startedS)
                        .put("owned_by", "omniflow")
                        .put("kind", model.isImage() ? "image" : "text");
        if (model.stages().isEmpty()) {
            json.put("revision", model.revision());
        } else {
            model.stages().forEach(json.putArray("stages")::add);
        }
        return json;
    }
}
