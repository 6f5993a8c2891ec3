package io.omniflow.job.bench.gateway;

import io.omniflow.job.gateway.Gateway;
import io.omniflow.v1.GenerationRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Asks by the gateway, over connections that stay open. */
final class HttpWay implements Way {

    private final Gateway gateway;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpRequest request;

    HttpWay(Gateway gateway, GenerationRequest picture) {
        this.gateway = gateway;
        String body =
                String.format(
                        "{\"model\": \"%s\", \"prompt\": \"%s\", \"seed\": %d}",
                        picture.getModel(), picture.getPrompt(), picture.getSeed());
        this.request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + gateway.port()
                                                + "/v1/images/generations"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
    }

    @Override
    public void ask() {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200 || !answer.body().contains("\"kind\":\"exact\"")) {
                throw new IllegalStateException("no picture from the cache: " + answer.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException("the gateway does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
