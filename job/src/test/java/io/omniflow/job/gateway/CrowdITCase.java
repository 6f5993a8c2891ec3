package io.omniflow.job.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omniflow.job.client.FakeJob;
import io.omniflow.job.client.SharedBroker;
import io.omniflow.job.embedded.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many callers at once, and callers who do not behave. */
@ExtendWith(SharedBroker.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrowdITCase {

    private static final int CALLERS = 200;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TestingGateway gateway;

    @BeforeAll
    void start(EmbeddedBroker broker) {
        gateway = TestingGateway.start(broker.bootstrapServers(), "crowd");
    }

    @AfterAll
    void close() throws InterruptedException {
        gateway.close();
    }

    /** All of them wait at the same time, since nothing is answered before the last has called. */
    @Test
    void twoHundredCallersWaitTogetherAndGetTheirOwn() throws IOException {
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            String body = "{\"prompt\": \"hold caller " + i + "\", \"seed\": " + i + "}";
            HttpRequest request =
                    gateway.request("/v1/images/generations")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build();
            answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        await().atMost(30, TimeUnit.SECONDS).until(() -> gateway.job().held().size() == CALLERS);
        assertThat(gateway.get("/metrics").body())
                .contains("calls_open{operation=\"createImage\"} " + CALLERS);

        gateway.job().held().forEach(gateway.job()::release);

        for (int i = 0; i < CALLERS; i++) {
            JsonNode datum = MAPPER.readTree(answers.get(i).join().body()).at("/data/0");
            byte[] png = Base64.getDecoder().decode(datum.path("b64_json").asText());
            assertThat(ImagesITCase.colour(png)).isEqualTo(FakeJob.colour("hold caller " + i, i));
        }
    }

    /** What is sent to it would be a hundred times what its sockets hold. */
    @Test
    void aReaderWhoSleepsGetsTheEndAndCostsNothing() throws IOException {
        int events = 20_000;
        String id = submit("hold " + "x".repeat(20_000));
        await().until(() -> gateway.job().held().contains(id));
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4 << 10);
            URI uri = URI.create(gateway.address());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()));
            String call = "GET /v1/jobs/" + id + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(call.getBytes(UTF_8));
            await().until(() -> gateway.get("/metrics").body().contains(open("followJob", 1)));

            gateway.job().tick(id, events);
            await().until(() -> step(id) == events);
            gateway.job().release(id);
            await().until(() -> status(id).equals("completed"));

            int told = 1;
            String last = TestingGateway.event(socket.getInputStream());
            while (!last.contains("\"status\":\"completed\"") && !last.isEmpty()) {
                last = TestingGateway.event(socket.getInputStream());
                told++;
            }
            assertThat(last).contains("\"status\":\"completed\"");
            assertThat(told).isLessThan(events / 10);
        }
    }

    @Test
    void aDroppedConnectionLeavesNothingBehind() throws IOException {
        String id = submit("hold for long");
        await().until(() -> gateway.job().held().contains(id));
        URI uri = URI.create(gateway.address());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            String call = "GET /v1/jobs/" + id + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(call.getBytes(UTF_8));
            assertThat(TestingGateway.event(socket.getInputStream())).contains(id);
            socket.setSoLinger(true, 0);
        }
        await().until(() -> gateway.get("/metrics").body().contains(open("followJob", 0)));
        assertThat(gateway.job().held()).contains(id);
        gateway.job().release(id);
    }

    private static String open(String operation, int count) {
        return "calls_open{operation=\"" + operation + "\"} " + count;
    }

    private String submit(String prompt) throws IOException {
        String body = "{\"prompt\": \"" + prompt + "\"}";
        return MAPPER.readTree(gateway.post("/v1/jobs", body).body()).get("id").asText();
    }

    private int step(String id) throws IOException {
        return MAPPER.readTree(gateway.get("/v1/jobs/" + id).body()).at("/progress/step").asInt();
    }

    private String status(String id) throws IOException {
        return MAPPER.readTree(gateway.get("/v1/jobs/" + id).body()).path("status").asText();
    }
}
