package io.omniflow.job.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.images.ImageGenerateParams;
import io.omniflow.job.client.SharedBroker;
import io.omniflow.job.embedded.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Callers who need keys, and what the gateway tells of itself. */
@ExtendWith(SharedBroker.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysITCase {

    private static final String RED = "the-key-of-tenant-red";

    private static final String BLUE = "the-key-of-tenant-blue";

    private static final String SLOW = "the-key-of-tenant-slow";

    private TestingGateway gateway;

    private Path file;

    @BeforeAll
    void start(EmbeddedBroker broker, @TempDir Path directory) throws IOException {
        file =
                Files.writeString(
                        directory.resolve("keys.yaml"),
                        """
                        keys:
                          - {tenant: red, key: %s, priorities: [normal]}
                          - {tenant: blue, key: %s}
                          - {tenant: slow, key: %s, requests-per-minute: 2, in-flight: 1}
                        """
                                .formatted(RED, BLUE, SLOW));
        gateway =
                TestingGateway.start(
                        broker.bootstrapServers(), "keys", options -> options.withKeys(file));
    }

    @AfterAll
    void close() throws InterruptedException {
        gateway.close();
    }

    @Test
    void onlyThoseWithAKeyMayCall() {
        OpenAIClient stranger =
                OpenAIOkHttpClient.builder()
                        .apiKey("no-key-at-all")
                        .baseUrl(gateway.address() + "/v1")
                        .maxRetries(0)
                        .build();
        assertThatThrownBy(() -> stranger.models().list())
                .isInstanceOf(UnauthorizedException.class)
                .hasMessageContaining("not known");
        stranger.close();
        assertThat(gateway.get("/v1/jobs").statusCode()).isEqualTo(401);
        assertThat(gateway.get("/v1/jobs").headers().firstValue("www-authenticate"))
                .contains("Bearer");
        assertThat(call(RED, "/v1/models", "").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/health").statusCode()).isNotEqualTo(401);
    }

    @Test
    void aKeyStandsForItsTenant() throws IOException {
        HttpResponse<String> sent = call(RED, "/v1/jobs", "{\"prompt\": \"a red one\"}");
        String id = json(sent).get("id").asText();
        String path = "/v1/jobs/" + id;
        await().until(() -> call(RED, path, "").body().contains("completed"));

        assertThat(gateway.job().seen().get(id).getTenant()).isEqualTo("red");
        assertThat(call(BLUE, path, "").statusCode()).isEqualTo(404);
        assertThat(call(BLUE, path + "/cancel", "{}").statusCode()).isEqualTo(404);
        assertThat(call(BLUE, "/v1/jobs", "").body()).doesNotContain(id);
        assertThat(call(RED, "/v1/jobs", "").body()).contains(id);
        assertThat(work(RED, "\"tenant\": \"blue\"").statusCode()).isEqualTo(403);
        assertThat(work(RED, "\"priority\": \"high\"").body()).contains("not_allowed");
        assertThatLinksHoldWithoutAKey(
                URI.create(json(call(RED, path, "")).at("/outputs/0/url").asText()));
    }

    private void assertThatLinksHoldWithoutAKey(URI link) {
        assertThat(gateway.bytes(HttpRequest.newBuilder(link).build()).statusCode()).isEqualTo(200);
        for (String other :
                new String[] {
                    link.toString().replace("/outputs/0", "/outputs/1"),
                    link.toString().replaceAll("expires=\\d+", "expires=99999999999"),
                    link.toString().replaceAll("expires=\\d+", "expires=1")
                }) {
            URI uri = URI.create(other);
            assertThat(gateway.bytes(HttpRequest.newBuilder(uri).build()).statusCode())
                    .as(other)
                    .isEqualTo(403);
        }
        assertThat(gateway.get(link.getPath()).statusCode()).isEqualTo(401);
    }

    @Test
    void limitsAreKept() {
        OpenAIClient slow =
                OpenAIOkHttpClient.builder()
                        .apiKey(SLOW)
                        .baseUrl(gateway.address() + "/v1")
                        .maxRetries(0)
                        .build();
        HttpResponse<String> first = work(SLOW, "\"n\": 1");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.headers().firstValue("x-ratelimit-limit-requests")).contains("2");
        assertThat(first.headers().firstValue("x-ratelimit-remaining-requests")).contains("1");
        assertThat(first.headers().firstValue("x-ratelimit-reset-requests"))
                .hasValueSatisfying(left -> assertThat(left).matches("[123]?[0-9]s"));
        assertThat(work(SLOW, "\"n\": 1").statusCode()).isEqualTo(200);
        assertThatThrownBy(
                        () ->
                                slow.images()
                                        .generate(
                                                ImageGenerateParams.builder().prompt("a").build()))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        e -> assertThat(e.code()).contains("rate_limit_exceeded"));
        slow.close();
        assertThat(call(SLOW, "/v1/models", "").statusCode()).isEqualTo(200);
    }

    /** A file that is of no use changes nothing, and is told of. */
    @Test
    void aNewFileOfKeysHoldsAtOnce() throws IOException {
        String before = Files.readString(file);
        Files.writeString(file, "keys: nobody's");
        await().untilAsserted(
                        () ->
                                assertThat(gateway.get("/health").body())
                                        .contains("the file of keys cannot be used"));
        assertThat(call(RED, "/v1/models", "").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/metrics").body()).contains("omniflow_gateway_stale_files 1");

        String added = "the-key-of-a-later-tenant";
        String more = before + "  - {tenant: later, key: " + added + "}\n";
        Files.writeString(file, more.replace(SLOW, "another-key-of-slow"));
        await().until(() -> call(added, "/v1/models", "").statusCode() == 200);
        assertThat(call(SLOW, "/v1/models", "").statusCode()).isEqualTo(401);
        assertThat(gateway.get("/health").body()).contains("\"warnings\":[]");

        Files.writeString(file, before);
        await().until(() -> call(SLOW, "/v1/models", "").statusCode() == 200);
    }

    @Test
    void metricsCountCallsByOperationAndStatus() {
        call(BLUE, "/v1/models", "");
        call(BLUE, "/v1/jobs/a-long-and-random-id", "");
        gateway.get("/v1/nothing");
        await().untilAsserted(
                        () ->
                                assertThat(gateway.get("/metrics").body())
                                        .contains(
                                                "calls_total{operation=\"listModels\","
                                                        + "status=\"200\"}",
                                                "calls_total{operation=\"getJob\",status=\"404\"}",
                                                "calls_total{operation=\"unknown\",status=\"404\"}",
                                                "call_seconds_count{operation=\"listModels\"}")
                                        .doesNotContain("a-long-and-random-id"));
    }

    /** What is in the document answers, and what answers is in the document. */
    @Test
    void theDescriptionIsTheApi() throws IOException {
        JsonNode document = json(gateway.get("/openapi.json"));
        Map<String, String> variables = Map.of("{id}", "x", "{index}", "0", "{model}", "shapes");
        TreeSet<String> paths = new TreeSet<>();
        document.get("paths").fieldNames().forEachRemaining(paths::add);
        for (String path : paths) {
            String real = path;
            for (Map.Entry<String, String> each : variables.entrySet()) {
                real = real.replace(each.getKey(), each.getValue());
            }
            for (Map.Entry<String, JsonNode> each : document.at("/paths").get(path).properties()) {
                HttpRequest request =
                        gateway.request(real)
                                .header("authorization", "Bearer " + BLUE)
                                .method(
                                        each.getKey().toUpperCase(Locale.ROOT),
                                        HttpRequest.BodyPublishers.ofString("{}"))
                                .build();
                HttpResponse<String> response = gateway.send(request);
                assertThat(response.body())
                        .as(path)
                        .doesNotContain("unknown_path", "method_not_allowed");
                assertThat(each.getValue().get("operationId").asText()).isNotEmpty();
            }
        }
        assertThat(paths)
                .contains("/", "/health", "/metrics", "/openapi.json", "/v1/chat/completions")
                .contains("/v1/completions", "/v1/images/generations", "/v1/jobs/{id}/events");
        assertThat(document.at("/paths/~1v1~1jobs/post/parameters/0/name").asText())
                .isEqualTo("idempotency-key");
        assertThat(
                        document.at(
                                "/paths/~1v1~1images~1generations/post/requestBody/content/"
                                        + "application~1json/schema/properties/seed/format"))
                .hasToString("\"int64\"");
    }

    @Test
    void thePageIsServedWithItsParts() {
        HttpResponse<String> page = gateway.get("/");
        assertThat(page.headers().firstValue("content-security-policy")).isPresent();
        assertThat(page.body()).contains("/gallery.js", "/gallery.css");
        assertThat(gateway.get("/gallery.js").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/gallery.css").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> work(String key, String parameters) {
        return call(key, "/v1/images/generations", "{\"prompt\": \"a\", " + parameters + "}");
    }

    private HttpResponse<String> call(String key, String path, String body) {
        HttpRequest.Builder request =
                gateway.request(path).header("authorization", "Bearer " + key);
        return gateway.send(
                body.isEmpty()
                        ? request.build()
                        : request.POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }
}
