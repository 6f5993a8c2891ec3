package io.omniflow.job.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.models.images.ImageGenerateParams;
import io.omniflow.job.client.FakeJob;
import io.omniflow.job.client.SharedBroker;
import io.omniflow.job.embedded.EmbeddedBroker;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that nobody waits for, at two instances that know nothing of each other. */
@ExtendWith(SharedBroker.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobsITCase {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TestingGateway gateway;

    private Gateway other;

    @BeforeAll
    void start(EmbeddedBroker broker) {
        gateway = TestingGateway.start(broker.bootstrapServers(), "jobs");
        other = Gateway.start(TestingGateway.options(broker.bootstrapServers(), "jobs"));
        await().until(() -> gateway.get("/health").statusCode() == 200);
    }

    @AfterAll
    void close() throws InterruptedException {
        other.close();
        gateway.close();
    }

    @Test
    void anotherInstanceAnswersForARequest() {
        String id = submit("hold a circle");
        JsonNode running =
                await().until(() -> atOther(id), job -> job.at("/progress/step").asInt() == 1);
        assertThat(running.get("status").asText()).isEqualTo("in_progress");
        assertThat(running.get("prompt").asText()).isEqualTo("hold a circle");
        assertThat(running.at("/progress/queue_position").asInt()).isEqualTo(3);
        assertThat(running.at("/parameters/seed").asLong()).isEqualTo(7);

        gateway.job().release(id);

        JsonNode done =
                await().until(
                                () -> atOther(id),
                                job -> job.get("status").asText().equals("completed"));
        JsonNode output = done.at("/outputs/0");
        assertThat(output.get("seed").asLong()).isEqualTo(7);
        assertThat(output.at("/cache/kind").asText()).isEqualTo("none");
        HttpResponse<byte[]> picture = bytes(URI.create(output.get("url").asText()));
        assertThat(picture.headers().firstValue("content-type")).contains("image/png");
        assertThat(ImagesITCase.colour(picture.body()))
                .isEqualTo(FakeJob.colour("hold a circle", 7));
    }

    @Test
    void anInstanceThatStartsLaterKnowsWhatWasBefore(EmbeddedBroker broker) {
        String id = submit("before");
        await().until(() -> status(gateway, id), "completed"::equals);
        try (Gateway later =
                Gateway.start(TestingGateway.options(broker.bootstrapServers(), "jobs"))) {
            JsonNode job =
                    await().until(
                                    () -> json(get(later, "/v1/jobs/" + id)),
                                    known -> known.path("status").asText().equals("completed"));
            byte[] png = bytes(URI.create(job.at("/outputs/0/url").asText())).body();
            assertThat(ImagesITCase.colour(png)).isEqualTo(FakeJob.colour("before", 7));
        }
    }

    @Test
    void itsEventsTellTheWholeWay() throws IOException {
        String id = submit("hold the line");
        HttpRequest request = gateway.request("/v1/jobs/" + id + "/events").build();
        List<String> statuses = new ArrayList<>();
        try (InputStream stream = gateway.open(request)) {
            String first = TestingGateway.event(stream);
            statuses.add(json(first).get("status").asText());
            await().until(() -> gateway.job().held().contains(id));
            gateway.job().release(id);
            for (String next = TestingGateway.event(stream);
                    !next.isEmpty();
                    next = TestingGateway.event(stream)) {
                statuses.add(json(next).get("status").asText());
            }
        }
        assertThat(statuses).last().isEqualTo("completed");
        assertThat(statuses).hasSizeGreaterThan(1);
    }

    @Test
    void aRequestIsCancelledAndListed() {
        String first = submit("hold one");
        String second = submit("hold two");
        await().until(() -> gateway.job().held().containsAll(List.of(first, second)));

        assertThat(gateway.post("/v1/jobs/" + first + "/cancel", "{}").statusCode()).isEqualTo(202);

        await().until(() -> status(gateway, first), "cancelled"::equals);
        assertThat(ids("/v1/jobs?status=cancelled")).contains(first).doesNotContain(second);
        assertThat(ids("/v1/jobs?limit=1&status=in_progress")).containsExactly(second);
        assertThat(ids("/v1/jobs?after=" + second)).contains(first).doesNotContain(second);
        gateway.job().release(second);
    }

    /** While it runs, when it is done, at another instance, as a stream: it is one request. */
    @Test
    void aCallThatIsMadeAgainIsTheSameRequest() throws Exception {
        String images = "/v1/images/generations";
        String body = "{\"prompt\": \"hold again\", \"seed\": 3}";
        CompletableFuture<HttpResponse<String>> first =
                CompletableFuture.supplyAsync(() -> repeated(images, body));
        await().until(() -> gateway.job().held().size() == 1);
        String id = gateway.job().held().get(0);
        CompletableFuture<HttpResponse<String>> second =
                CompletableFuture.supplyAsync(() -> repeated(images, body));
        assertThat(repeated("/v1/jobs", body).statusCode()).isEqualTo(202);
        await().until(() -> gateway.get("/metrics").body().contains("\"createImage\"} 2"));
        gateway.job().release(id);

        String picture = data(first.join());
        assertThat(data(second.join())).isEqualTo(picture);
        await().untilAsserted(
                        () -> {
                            HttpResponse<String> third = repeated(images, body);
                            assertThat(third.headers().firstValue("x-request-id")).contains(id);
                            assertThat(data(third)).isEqualTo(picture);
                        });
        assertThat(repeated(images, body.replace("}", ", \"stream\": true}")).body())
                .contains("image_generation.completed", picture);
        assertThat(gateway.job().seen().values())
                .filteredOn(request -> request.getPrompt().equals("hold again"))
                .hasSize(1);
        HttpResponse<String> other = repeated(images, body.replace("again", "others"));
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body()).contains("idempotency_key_reused");
    }

    @Test
    void whoIsTurnedAwayMayTryAgainWithTheSameKey() {
        String body = "{\"prompt\": \"full up\"}";
        HttpResponse<String> first = repeated("/v1/images/generations", body);
        assertThat(first.statusCode()).isEqualTo(429);
        String id = first.headers().firstValue("x-request-id").orElseThrow();
        await().until(() -> gateway.get("/v1/jobs/" + id).body().contains("rejected"));
        HttpResponse<String> second = repeated("/v1/images/generations", body);
        assertThat(second.headers().firstValue("x-request-id"))
                .isPresent()
                .isNotEqualTo(first.headers().firstValue("x-request-id"));
    }

    private HttpResponse<String> repeated(String path, String body) {
        return gateway.send(
                gateway.request(path)
                        .header("idempotency-key", "my own " + body.contains("full"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private static String data(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body()).at("/data/0/b64_json").asText();
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        assertThat(gateway.get("/v1/jobs/none").statusCode()).isEqualTo(404);
        String id = submit("hold it");
        await().until(() -> gateway.job().held().contains(id));
        assertThat(gateway.get("/v1/jobs/" + id + "/outputs/0").body()).contains("not_ready");
        gateway.job().release(id);
        await().until(() -> status(gateway, id), "completed"::equals);
        assertThat(gateway.get("/v1/jobs/" + id + "/outputs/1").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/v1/jobs?limit=0").statusCode()).isEqualTo(400);
        assertThat(gateway.get("/v1/jobs?colour=red").body()).contains("unknown_parameter");
    }

    @Test
    void aLinkInTheAnswerLeadsToThePicture() {
        try (OpenAIClientResource openai = new OpenAIClientResource(gateway.openai())) {
            ImageGenerateParams params =
                    ImageGenerateParams.builder()
                            .prompt("linked")
                            .responseFormat(ImageGenerateParams.ResponseFormat.URL)
                            .putAdditionalBodyProperty("seed", JsonValue.from(7))
                            .build();
            String url =
                    openai.client()
                            .images()
                            .generate(params)
                            .data()
                            .orElseThrow()
                            .get(0)
                            .url()
                            .orElseThrow();

            assertThat(ImagesITCase.colour(bytes(URI.create(url)).body()))
                    .isEqualTo(FakeJob.colour("linked", 7));
        }
    }

    private record OpenAIClientResource(OpenAIClient client) implements AutoCloseable {

        @Override
        public void close() {
            client.close();
        }
    }

    private String submit(String prompt) {
        HttpResponse<String> response =
                gateway.post(
                        "/v1/jobs",
                        "{\"model\": \"shapes\", \"prompt\": \"" + prompt + "\", \"seed\": 7}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return json(response.body()).get("id").asText();
    }

    private JsonNode atOther(String id) {
        return json(get(other, "/v1/jobs/" + id));
    }

    private String get(Gateway instance, String path) {
        URI uri = URI.create("http://127.0.0.1:" + instance.port() + path);
        return gateway.send(HttpRequest.newBuilder(uri).build()).body();
    }

    private static String status(TestingGateway instance, String id) {
        return json(instance.get("/v1/jobs/" + id).body()).path("status").asText();
    }

    private List<String> ids(String path) {
        List<String> ids = new ArrayList<>();
        json(gateway.get(path).body()).get("data").forEach(job -> ids.add(job.get("id").asText()));
        return ids;
    }

    private HttpResponse<byte[]> bytes(URI uri) {
        return gateway.bytes(HttpRequest.newBuilder(uri).build());
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
