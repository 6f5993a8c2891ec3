package io.omniflow.job.gateway;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import io.omniflow.job.client.ClientOptions;
import io.omniflow.job.client.FakeJob;
import io.omniflow.job.gateway.api.ServedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A job that only pretends, a gateway in front of it, and clients. */
final class TestingGateway implements AutoCloseable {

    private final FakeJob job;

    private final Gateway gateway;

    private final HttpClient http = HttpClient.newHttpClient();

    private TestingGateway(FakeJob job, Gateway gateway) {
        this.job = job;
        this.gateway = gateway;
    }

    static TestingGateway start(String bootstrapServers, String prefix) {
        FakeJob job = FakeJob.start(bootstrapServers, prefix);
        return new TestingGateway(job, Gateway.start(options(bootstrapServers, prefix)));
    }

    static GatewayOptions options(String bootstrapServers, String prefix) {
        ClientOptions client =
                ClientOptions.of(bootstrapServers)
                        .withTopics(FakeJob.topics(prefix))
                        .withHistory(Duration.ofHours(1));
        return GatewayOptions.of("127.0.0.1", 0, client, models());
    }

    private static List<ServedModel> models() {
        return List.of(
                new ServedModel(FakeJob.MODEL, true, "rev1", List.of()),
                new ServedModel(FakeJob.TEXT_MODEL, false, "rev2", List.of()));
    }

    FakeJob job() {
        return job;
    }

    String address() {
        return "http://127.0.0.1:" + gateway.port();
    }

    OpenAIClient openai() {
        return OpenAIOkHttpClient.builder()
                .apiKey("none")
                .baseUrl(address() + "/v1")
                .maxRetries(0)
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET().build());
    }

    HttpResponse<String> post(String path, String body) {
        return send(
                request(path)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path)).timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        gateway.close();
        job.close();
    }
}
