package io.omniflow.job.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers as it is told and remembers what it was asked. */
public final class FakeJobManager implements AutoCloseable {

    private final HttpServer server;

    private final Map<String, Deque<Answer>> answers = new HashMap<>();

    private final List<Asked> asked = new ArrayList<>();

    private FakeJobManager(HttpServer server) {
        this.server = server;
    }

    /** Starts on a free port; what it was not told it does not know. */
    public static FakeJobManager start() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeJobManager fake = new FakeJobManager(server);
            server.createContext("/", fake::handle);
            server.start();
            return fake.on("GET /jobmanager/config", "[]");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns its address. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Tells the answers to a request such as {@code GET /jobs}, in order; the last one stays. */
    public FakeJobManager on(String request, String... bodies) {
        for (String body : bodies) {
            on(request, 200, body);
        }
        return this;
    }

    /** Tells the only answer to a request from now on. */
    public synchronized FakeJobManager replace(String request, String body) {
        answers.remove(request);
        return on(request, 200, body);
    }

    /** Tells one more answer with its status. */
    public synchronized FakeJobManager on(String request, int status, String body) {
        answers.computeIfAbsent(request, r -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    /** Returns the bodies that came with a request, in order. */
    public synchronized List<String> bodies(String request) {
        return asked.stream()
                .filter(a -> a.request().equals(request))
                .map(Asked::body)
                .collect(Collectors.toList());
    }

    /** Stops. */
    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Answer answer = take(exchange.getRequestMethod() + " " + exchange.getRequestURI(), body);
        byte[] bytes = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized Answer take(String request, String body) {
        asked.add(new Asked(request, body));
        Deque<Answer> told = answers.get(request);
        if (told == null) {
            return new Answer(404, "{\"errors\":[\"Not found: " + request + "\"]}");
        }
        return told.size() > 1 ? told.removeFirst() : told.getFirst();
    }

    private record Answer(int status, String body) {}

    private record Asked(String request, String body) {}
}
