package io.omniflow.job.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.job.client.SharedBroker;
import io.omniflow.job.client.TestingCertificate;
import io.omniflow.job.embedded.EmbeddedBroker;
import io.omniflow.job.gateway.http.Limits;
import io.omniflow.job.gateway.server.ListenOptions;
import io.omniflow.job.gateway.server.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Connections: TLS, what they may cost, and what becomes of them at the end. */
@ExtendWith(SharedBroker.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenITCase {

    private static final String IMAGES = "/v1/images/generations";

    private TestingGateway gateway;

    private TlsFiles files;

    private TestingCertificate old;

    @TempDir private static Path directory;

    @BeforeAll
    void start(EmbeddedBroker broker) throws IOException {
        old = TestingCertificate.create(directory, "old");
        files = new TlsFiles(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        Files.writeString(files.certificate(), old.certificate());
        Files.writeString(files.key(), old.key());
        gateway =
                TestingGateway.start(
                        broker.bootstrapServers(),
                        "listen",
                        options -> options.with(options.listen().with(files)));
    }

    @AfterAll
    void close() throws InterruptedException {
        gateway.close();
    }

    @Test
    void overTlsItSpeaksHttp2AndTakesANewCertificate() throws Exception {
        TestingCertificate other = TestingCertificate.create(directory, "other");
        HttpClient before = client(old);
        assertThat(health(before).version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThatThrownBy(() -> health(client(other))).isInstanceOf(IOException.class);

        assertThatAStreamThatIsGivenUpLeavesNothingBehind(before);
        Files.writeString(files.key(), other.key());
        await().untilAsserted(
                        () ->
                                assertThat(health(client(old)).body())
                                        .contains("the certificate or its key cannot be used"));
        Files.writeString(files.certificate(), other.certificate());
        await().ignoreExceptions()
                .untilAsserted(
                        () -> {
                            HttpResponse<String> answer = health(client(other));
                            assertThat(answer.body()).contains("\"warnings\":[]");
                            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                        });
        assertThat(health(before).statusCode()).as("a connection that is open").isEqualTo(200);
        assertThatThrownBy(() -> health(client(old))).isInstanceOf(IOException.class);
    }

    /** Over HTTP/2 a caller goes away without closing the connection. */
    private void assertThatAStreamThatIsGivenUpLeavesNothingBehind(HttpClient http)
            throws Exception {
        String body =
                "{\"prompt\": \"hold a stream\", \"cancel_on_disconnect\": true, \"stream\": true}";
        HttpResponse<InputStream> stream =
                http.send(
                        HttpRequest.newBuilder(secure(IMAGES))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        String id = stream.headers().firstValue("x-request-id").orElseThrow();
        await().until(() -> gateway.job().held().contains(id));
        assertThat(get(http, "/metrics")).contains(open(1));
        stream.body().close();

        await().untilAsserted(() -> assertThat(get(http, "/metrics")).contains(open(0)));
        await().until(() -> !gateway.job().held().contains(id));
    }

    private static String open(int count) {
        return "calls_open{operation=\"createImage\"} " + count;
    }

    private String get(HttpClient http, String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(secure(path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private URI secure(String path) {
        return URI.create(gateway.address().replace("http:", "https:") + path);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedAtTheStart(EmbeddedBroker broker) throws IOException {
        TestingCertificate another = TestingCertificate.create(directory, "another");
        Path key = Files.writeString(directory.resolve("another.key"), another.key());
        Path certificate = Files.writeString(directory.resolve("old.crt"), old.certificate());
        GatewayOptions options = TestingGateway.options(broker.bootstrapServers(), "listen");

        assertThatThrownBy(
                        () ->
                                Gateway.start(
                                        options.with(
                                                options.listen()
                                                        .with(new TlsFiles(certificate, key)))))
                .isInstanceOf(CoreModuleException.class)
                .hasMessageContaining("do not belong together");
    }

    @Test
    void whoIsSlowOrLongIsRefused(EmbeddedBroker broker) throws Exception {
        Limits limits =
                new Limits(2 << 10, 1 << 10, Duration.ofMillis(300), Duration.ofMillis(700));
        try (Gateway limited = started(broker, options -> options.with(limits))) {
            assertThat(said(limited, "GET /health HTTP/1.1\r\n")).as("half a header").isEmpty();
            assertThat(said(limited, "")).as("no call at all").isEmpty();
            assertThat(said(limited, "GET /health HTTP/1.1\r\nX: " + "x".repeat(4 << 10)))
                    .contains(" 431 ");
            assertThat(said(limited, post(500) + "{")).contains(" 408 ", "body_too_slow");
            assertThat(said(limited, post(2 << 10) + " ".repeat(2 << 10)))
                    .contains(" 413 ", "body_too_large");
            assertThat(said(limited, post(2) + "{}")).contains(" 400 ", "missing_parameter");
        }
    }

    /** Who waits gets the answer, who watches is let go, who comes is sent away. */
    @Test
    void atTheEndWhatIsOpenIsAnswered(EmbeddedBroker broker) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        try (Gateway ending =
                started(broker, options -> options.withDrain(Duration.ofMinutes(1)))) {
            CompletableFuture<HttpResponse<String>> waiting =
                    http.sendAsync(
                            request(ending, IMAGES, "hold on"),
                            HttpResponse.BodyHandlers.ofString());
            await().until(() -> gateway.job().held().size() == 1);
            String id = gateway.job().held().get(0);
            InputStream watching =
                    http.send(
                                    HttpRequest.newBuilder(
                                                    uri(ending, "/v1/jobs/" + id + "/events"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofInputStream())
                            .body();

            CompletableFuture<Void> end = CompletableFuture.runAsync(ending::close);
            watching.readAllBytes();
            HttpResponse<String> health = get(http, ending, "/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("draining");
            HttpResponse<String> late =
                    http.send(
                            request(ending, IMAGES, "late"), HttpResponse.BodyHandlers.ofString());
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("retry-after")).isPresent();
            assertThat(end).isNotDone();

            gateway.job().release(id);
            assertThat(waiting.join().statusCode()).isEqualTo(200);
            end.join();
        }
    }

    @Test
    void whoWaitsTooLongAtTheEndIsToldSo(EmbeddedBroker broker) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        Gateway ending = started(broker, options -> options.withDrain(Duration.ofMillis(100)));
        CompletableFuture<HttpResponse<String>> waiting =
                http.sendAsync(
                        request(ending, IMAGES, "hold for ever"),
                        HttpResponse.BodyHandlers.ofString());
        await().until(() -> gateway.job().held().size() == 1);
        ending.close();

        assertThat(waiting.join().statusCode()).isEqualTo(503);
        assertThat(waiting.join().body()).contains("the request goes on");
        gateway.job().held().forEach(gateway.job()::release);
    }

    private static Gateway started(EmbeddedBroker broker, UnaryOperator<ListenOptions> change) {
        GatewayOptions options = TestingGateway.options(broker.bootstrapServers(), "listen");
        return Gateway.start(options.with(change.apply(options.listen())));
    }

    private static String post(int length) {
        return "POST "
                + IMAGES
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + length
                + "\r\n\r\n";
    }

    /** Sends a text and returns all that comes until the connection is closed. */
    private static String said(Gateway to, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static HttpRequest request(Gateway to, String path, String prompt) {
        String body = "{\"prompt\": \"" + prompt + "\"}";
        return HttpRequest.newBuilder(uri(to, path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse<String> get(HttpClient http, Gateway from, String path)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(from, path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(Gateway gateway, String path) {
        return URI.create("http://127.0.0.1:" + gateway.port() + path);
    }

    private HttpResponse<String> health(HttpClient http) throws IOException, InterruptedException {
        URI uri = URI.create(gateway.address().replace("http:", "https:") + "/health");
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient client(TestingCertificate trusted) throws GeneralSecurityException {
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted.store());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
