package io.omniflow.job.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections on which nobody calls. One with a call is left alone, since a picture may take
 * minutes in which nothing is sent. Each connection's callbacks come on its own event loop.
 */
public final class Connections implements Handler<HttpConnection> {

    private final Vertx vertx;

    private final Duration idleTime;

    private final Map<HttpConnection, Use> uses = new ConcurrentHashMap<>();

    /**
     * Creates it without connections.
     *
     * @param idleTime how long a connection may be open without a call
     */
    public Connections(Vertx vertx, Duration idleTime) {
        this.vertx = vertx;
        this.idleTime = idleTime;
    }

    @Override
    public void handle(HttpConnection connection) {
        uses.put(connection, new Use());
        connection.closeHandler(closed -> forget(connection));
        await(connection);
    }

    /** Returns how many connections are open. */
    public int count() {
        return uses.size();
    }

    /** A call has begun. */
    void begun(HttpConnection connection) {
        Use use = uses.get(connection);
        if (use != null) {
            use.calls++;
            vertx.cancelTimer(use.timer);
        }
    }

    /** A call is over. */
    void ended(HttpConnection connection) {
        Use use = uses.get(connection);
        if (use != null && --use.calls == 0) {
            await(connection);
        }
    }

    private void await(HttpConnection connection) {
        Use use = uses.get(connection);
        if (use != null) {
            use.timer = vertx.setTimer(idleTime.toMillis(), due -> connection.close());
        }
    }

    private void forget(HttpConnection connection) {
        Use use = uses.remove(connection);
        if (use != null) {
            vertx.cancelTimer(use.timer);
        }
    }

    private static final class Use {

        private int calls;

        private long timer;
    }
}
