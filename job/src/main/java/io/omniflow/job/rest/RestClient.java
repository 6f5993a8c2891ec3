package io.omniflow.job.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends requests to a JobManager and reads its answers. */
final class RestClient {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** The JobManager runs the main method of a job before it answers that the job runs. */
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

    private final URI address;

    RestClient(URI address) {
        this.address = address;
    }

    URI address() {
        return address;
    }

    JsonNode get(String path) {
        return send(request(path).GET());
    }

    JsonNode post(String path, Object body) {
        try {
            BodyPublisher json = BodyPublishers.ofString(JSON.writeValueAsString(body));
            return post(path, "application/json", json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    JsonNode post(String path, String contentType, BodyPublisher body) {
        return send(request(path).header("Content-Type", contentType).POST(body));
    }

    JsonNode delete(String path) {
        return send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(ANSWER);
    }

    private JsonNode send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return read(request, answer);
        } catch (IOException e) {
            throw new RestException(
                    "no JobManager answers at "
                            + address
                            + ": start one with './omniflow up' or name another with"
                            + " --jobmanager",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RestException("interrupted while asking the JobManager", e);
        }
    }

    private JsonNode read(HttpRequest request, HttpResponse<String> answer) {
        JsonNode body = parse(answer.body());
        if (answer.statusCode() / 100 != 2) {
            throw new RestException(
                    "the JobManager at "
                            + address
                            + " refused "
                            + request.method()
                            + " "
                            + request.uri().getPath()
                            + ": "
                            + reason(answer, body));
        }
        return body;
    }

    private JsonNode parse(String body) {
        try {
            return body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new RestException(
                    "what answers at " + address + " is no JobManager: name one by --jobmanager",
                    e);
        }
    }

    private static String reason(HttpResponse<String> answer, JsonNode body) {
        StringBuilder errors = new StringBuilder();
        body.path("errors").forEach(error -> errors.append(error.asText()).append('\n'));
        return errors.length() == 0
                ? "status " + answer.statusCode()
                : StackTraces.innermost(errors.toString());
    }
}
