package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.client.ClientException;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Route;
import io.vertx.core.Future;

/** Tells whether this instance can serve callers: 200 if so, else 503. */
final class HealthApi {

    private static final long OLD_MS = 15_000;

    private final OmniClient client;

    HealthApi(OmniClient client) {
        this.client = client;
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
            long ageMs = client.age().toMillis();
            boolean isCaughtUp = client.caughtUp().isDone();
            boolean isOk = ageMs < OLD_MS && isCaughtUp;
            body.put("status", isOk ? "ok" : isCaughtUp ? "kafka_unreachable" : "catching_up")
                    .put("kafka_read_ms_ago", ageMs);
            return exchange.json(isOk ? 200 : 503, body);
        } catch (ClientException e) {
            return exchange.json(503, body.put("status", "closed"));
        }
    }
}
