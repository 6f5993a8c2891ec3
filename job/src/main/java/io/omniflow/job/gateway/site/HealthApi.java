package io.omniflow.job.gateway.site;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.client.ClientException;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Route;
import io.vertx.core.Future;

/** Tells whether this instance can serve callers: 200 if so, else 503. */
final class HealthApi {

    private static final long OLD_MS = 15_000;

    private final Instance instance;

    HealthApi(Instance instance) {
        this.instance = instance;
    }

    Route route() {
        return new Route(
                Operation.get("getHealth", "/health", "Tells whether the gateway can serve.")
                        .with(Operation.Access.OPEN),
                this::health);
    }

    private Future<Void> health(Exchange exchange) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        try {
            long ageMs = instance.client().age().toMillis();
            String status = status(ageMs);
            body.put("status", status).put("kafka_read_ms_ago", ageMs);
            ArrayNode warnings = body.putArray("warnings");
            instance.troubles().forEach(warnings::add);
            return exchange.json(status.equals("ok") ? 200 : 503, body);
        } catch (ClientException e) {
            return exchange.json(503, body.put("status", "closed"));
        }
    }

    private String status(long ageMs) {
        if (instance.draining().isBegun()) {
            return "draining";
        }
        if (!instance.client().caughtUp().isDone()) {
            return "catching_up";
        }
        return ageMs < OLD_MS ? "ok" : "kafka_unreachable";
    }
}
