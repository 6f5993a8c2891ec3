package io.omniflow.job.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import io.omniflow.job.client.ClientOptions;
import io.omniflow.job.client.FakeJob;
import io.omniflow.job.gateway.api.ServedModel;
import io.omniflow.job.gateway.server.ListenOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

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
        return start(bootstrapServers, prefix, options -> options);
    }

    static TestingGateway start(
            String bootstrapServers, String prefix, UnaryOperator<GatewayOptions> change) {
        FakeJob job = FakeJob.start(bootstrapServers, prefix);
        GatewayOptions options = change.apply(options(bootstrapServers, prefix));
        return new TestingGateway(job, Gateway.start(options));
    }

    static GatewayOptions options(String bootstrapServers, String prefix) {
        ClientOptions client =
                ClientOptions.of(bootstrapServers)
                        .withTopics(FakeJob.topics(prefix))
                        .withHistory(Duration.ofHours(1));
        return GatewayOptions.of(
                ListenOptions.at("127.0.0.1", 0).withDrain(Duration.ZERO), client, models());
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
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(HttpRequest request) {
        return send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Returns a response as it comes. */
    InputStream open(HttpRequest request) {
        return send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    }

    /** Returns the data of the next event; empty at the end. */
    static String event(InputStream stream) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = stream.read(); next >= 0; next = stream.read()) {
            if (next != '\n') {
                line.write(next);
            } else if (line.toString(UTF_8).startsWith("data: ")) {
                return line.toString(UTF_8).substring(6);
            } else {
                line.reset();
            }
        }
        return "";
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
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
