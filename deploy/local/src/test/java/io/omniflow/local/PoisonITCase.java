package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.job.client.ClientOptions;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.gateway.Gateway;
import io.omniflow.job.gateway.GatewayOptions;
import io.omniflow.job.gateway.api.ServedModel;
import io.omniflow.job.gateway.server.ListenOptions;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Status;
import io.omniflow.worker.testing.TestingModel;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A request kills every process that runs it, until it is no longer run. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PoisonITCase {

    private static final int TASK_MANAGERS = 2;

    private static final int STEPS = 60;

    private static final long SEED = 40;

    /** The gateway here has no certificate. */
    private static final String OF_TLS = "OmniflowGatewayCertificateEnds";

    private static final String POISON = "poison";

    private static final List<String> NEIGHBOURS =
            IntStream.range(0, 3).mapToObj(i -> "neighbour-" + i).toList();

    /** A dead TaskManager is known to be dead by then, so that no attempt is made on it in vain. */
    private static final String BACKOFF =
            "-D heartbeat.interval=300ms"
                    + " -D restart-strategy.exponential-delay.initial-backoff=8s"
                    + " -D restart-strategy.exponential-delay.backoff-multiplier=1.1";

    private final Figures figures = new Figures();

    private Path directory;
    private LocalCluster cluster;
    private String job;
    private OmniClient client;
    private Listener listener;
    private Optional<Prometheus> prometheus;
    private Optional<Gateway> gateway = Optional.empty();
    private int died;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = InTarget.class) Path directory)
            throws IOException {
        this.directory = directory;
        cluster = LocalCluster.startWithJson(directory, TASK_MANAGERS, BACKOFF);
        int gatewayPort = LocalCluster.freePort();
        prometheus =
                Prometheus.binary().map(binary -> Prometheus.start(binary, directory, gatewayPort));
        figures.lap("up");
        job = submit();
        await().atMost(Duration.ofSeconds(120)).until(() -> cluster.rest().isRunning(job));
        client = cluster.connect();
        gateway = prometheus.map(running -> gateway(gatewayPort));
        listener = new Listener(client);
        figures.lap("submitted and running");
    }

    @AfterAll
    void end() {
        figures.print();
        prometheus.ifPresent(Prometheus::close);
        gateway.ifPresent(Gateway::close);
        if (listener != null) {
            listener.close();
        }
        if (client != null) {
            client.close();
        }
        cluster.close();
        assertThat(cluster.processes()).isEmpty();
    }

    @Test
    @Order(1)
    void thePoisonIsQuarantinedAndItsNeighboursComplete() throws IOException {
        FlinkRest rest = cluster.rest();
        try (DeadLetters letters = new DeadLetters(cluster.bootstrapServers())) {
            NEIGHBOURS.forEach(id -> publish(request(id, "picture " + id, STEPS)));
            publish(request(POISON, TestingModel.HALT_AT_STEP, STEPS));
            awaitResults(NEIGHBOURS.size() + 1);
            figures.lap("all results");
            int restarts = rest.restarts(job);
            figures.note("restarts " + restarts);

            assertQuarantined(results().get(POISON));
            NEIGHBOURS.forEach(id -> assertRight(id, results().get(id)));
            await().pollInSameThread()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> letters.codes(POISON).equals(List.of("POISON")));
            assertThat(died).as("processes that the poison has killed").isEqualTo(2);
            assertThat(restarts).isBetween(2, 3);

            publish(request("later", "picture later", STEPS));
            awaitResults(NEIGHBOURS.size() + 2);
            assertRight("later", results().get("later"));
            assertThat(rest.restarts(job)).as("the job has settled").isEqualTo(restarts);
            figures.lap("one more");
        }
        assertThatLogsAreJsonWithoutPrompts();
    }

    private void assertThatLogsAreJsonWithoutPrompts() throws IOException {
        List<String> lines = new ArrayList<>();
        try (DirectoryStream<Path> logs =
                Files.newDirectoryStream(directory.resolve("logs"), "{job,task}manager*.log")) {
            for (Path log : logs) {
                lines.addAll(Files.readAllLines(log));
            }
        }
        List<String> failed = new ArrayList<>();
        for (String line : lines) {
            JsonNode json = new ObjectMapper().readTree(line);
            assertThat(json.path("time").asText()).as(line).isNotEmpty();
            if (json.path("request_id").asText().equals(POISON)) {
                failed.add(json.path("message").asText());
            }
        }
        assertThat(failed).singleElement().asString().contains(POISON, "POISON");
        assertThat(lines)
                .noneMatch(line -> line.contains(TestingModel.HALT_AT_STEP))
                .noneMatch(line -> line.contains("picture neighbour"));
    }

    /** What has happened before is what alerts are for. */
    @Test
    @Order(2)
    void everyDashboardShowsSomethingAndTheAlertsThatShouldFireDo() {
        assumeThat(prometheus)
                .as("no prometheus is on the path, and OMNIFLOW_PROMETHEUS names none")
                .isPresent();
        int before = results().size();
        cluster.send("not a request");
        publish(request("first", "picture first", 4));
        publish(request("cached", "picture cached", 4).setQuality("fast"));
        awaitResults(before + 2);
        publish(request("again", "picture first", 4));
        awaitResults(before + 3);
        figures.lap("a load to look at");

        await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(silent(prometheus.orElseThrow())).isEmpty());
        figures.lap("every expression answers");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(prometheus.orElseThrow().firing())
                                        .contains("OmniflowPoison", "OmniflowDeadLetters"));
        figures.lap("alerts fire");
    }

    /** Returns the expressions to which there is no answer, or none that is a number. */
    private static List<Expression> silent(Prometheus prometheus) {
        return Stream.of(
                        MonitoringFiles.panels().stream().map(Expression::filled),
                        MonitoringFiles.records().stream()
                                .map(rule -> new Expression(rule.where(), rule.where())),
                        MonitoringFiles.alerts().stream().map(Expression::withoutThresholds))
                .flatMap(all -> all)
                .filter(expression -> !expression.where().equals(OF_TLS))
                .filter(expression -> prometheus.query(expression.text()).isEmpty())
                .toList();
    }

    private Gateway gateway(int port) {
        return Gateway.start(
                GatewayOptions.of(
                        ListenOptions.at("127.0.0.1", port).withDrain(Duration.ZERO),
                        ClientOptions.of(cluster.bootstrapServers())
                                .withHistory(Duration.ofHours(1)),
                        List.of(new ServedModel("shapes", true, "", List.of()))));
    }

    private String submit() throws IOException {
        return new FlinkClient(directory)
                .submit(
                        FaultyJob.class,
                        List.of(FaultyJob.class, TestingModel.class),
                        deployment().toString(),
                        cluster.bootstrapServers());
    }

    /** Waits for results, and starts a TaskManager for each that dies, as an orchestrator would. */
    private void awaitResults(int count) {
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(300))
                .until(
                        () -> {
                            if (taskManagers() < TASK_MANAGERS) {
                                died++;
                                cluster.command("start-taskmanager");
                            }
                            return listener.results().size() >= count;
                        });
    }

    private long taskManagers() {
        return cluster.processes().stream()
                .filter(
                        process ->
                                process.info()
                                        .commandLine()
                                        .orElse("")
                                        .contains("TaskManagerRunner"))
                .count();
    }

    /** Returns the results by id; each is there once. */
    private Map<String, GenerationResult> results() {
        return listener.results().stream()
                .collect(Collectors.toMap(GenerationResult::getRequestId, result -> result));
    }

    private static void assertQuarantined(GenerationResult result) {
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_FAILED);
        assertThat(result.getError().getCode()).isEqualTo("POISON");
    }

    private static void assertRight(String id, GenerationResult result) {
        assertThat(result.getStatus()).as("%s", result).isEqualTo(Status.STATUS_COMPLETED);
        assertThat(result.getOutputs(0).getData().toByteArray())
                .isEqualTo(
                        TestingModel.expectedOutput(
                                new GenerationParams("picture " + id, "", 64, 64, STEPS, 1, SEED)));
    }

    private void publish(GenerationRequest.Builder request) {
        client.publish(request.build());
    }

    private static GenerationRequest.Builder request(String id, String prompt, int steps) {
        return GenerationRequest.newBuilder()
                .setId(id)
                .setModel("shapes")
                .setPrompt(prompt)
                .setNumInferenceSteps(steps)
                .setDeadlineMs(System.currentTimeMillis() + 600_000)
                .setSeed(SEED);
    }

    private Path deployment() throws IOException {
        return Files.writeString(
                directory.resolve("omniflow.yaml"),
                """
                stages:
                  shapes:
                    bundle: %s
                    parallelism: 2
                    slots: 2
                kafka.create-topics: true
                delivery.guarantee: exactly-once
                delivery.offload-directory: %s
                execution.checkpointing:
                  interval: 1 s
                  min-pause: 200 ms
                """
                        .formatted(
                                Repository.file("deploy/models/shapes"),
                                directory.resolve("offload").toUri()));
    }
}
