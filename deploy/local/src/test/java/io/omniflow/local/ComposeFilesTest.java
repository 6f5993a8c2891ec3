package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.DeploymentReader;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.embedded.EmbeddedBroker;
import io.omniflow.job.kafka.StartChecks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No container runs here, so this test holds the files for containers against the code. */
class ComposeFilesTest {

    private static final JsonNode COMPOSE = ComposeFile.ROOT;

    private static final String DOCKERFILE = Repository.text("deploy/Dockerfile");

    private static final List<String> FLINK =
            List.of("jobmanager", "job", "application", "taskmanager", "taskmanager-gpu");

    private static final List<String> KAFKA = List.of("kafka", "kafka-init");

    /** Of the users that the images have, each one that is not root. */
    private static final Set<String> USERS = Set.of("flink", "appuser", "nobody", "472");

    @TempDir private Path directory;

    @Test
    void versionsAreThoseOfTheBuild() {
        KAFKA.forEach(
                name ->
                        assertThat(ComposeFile.service(name).path("image").asText())
                                .isEqualTo("apache/kafka:" + AppInfoParser.getVersion()));
        assertThat(DOCKERFILE)
                .contains(
                        "\nFROM flink:"
                                + EnvironmentInformation.getVersion()
                                + "-scala_2.12-java17 AS cpu\n");
        FLINK.forEach(
                name ->
                        assertThat(ComposeFile.service(name).path("image").asText())
                                .matches(
                                        "omniflow(-gpu)?:"
                                                + Pattern.quote(Repository.property("version"))));
        for (JsonNode service : COMPOSE.path("services")) {
            assertThat(service.path("image").asText()).matches(".+:v?\\d+\\.\\d+\\.\\d+.*");
        }
    }

    @Test
    void everyServiceIsHealthyOrEndsAndHasFewRights() {
        for (JsonNode service : COMPOSE.path("services")) {
            boolean ends = service.path("restart").asText().equals("no");
            assertThat(service.has("healthcheck")).isNotEqualTo(ends);
            assertThat(service.path("user").asText()).isIn(USERS);
            assertThat(service.path("cap_drop").path(0).asText()).isEqualTo("ALL");
            service.path("ports")
                    .forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
        }
        assertThat(waitsFor("job"))
                .containsOnly(
                        Map.entry("kafka-init", "service_completed_successfully"),
                        Map.entry("jobmanager", "service_healthy"));
        assertThat(waitsFor("application"))
                .containsOnly(Map.entry("kafka-init", "service_completed_successfully"));
        assertThat(waitsFor("kafka-init")).containsOnly(Map.entry("kafka", "service_healthy"));
    }

    @Test
    void whatAServiceNeedsIsInItsProfileOrNotRequired() {
        COMPOSE.path("services")
                .properties()
                .forEach(
                        service ->
                                service.getValue()
                                        .path("depends_on")
                                        .properties()
                                        .forEach(
                                                needed ->
                                                        assertThat(
                                                                        startsWith(
                                                                                needed,
                                                                                service.getKey()))
                                                                .as(
                                                                        "%s of %s",
                                                                        needed.getKey(),
                                                                        service.getKey())
                                                                .isTrue()));
        Set<String> profiles = new TreeSet<>();
        COMPOSE.path("services")
                .forEach(s -> s.path("profiles").forEach(p -> profiles.add(p.asText())));
        String chosen = ComposeFile.group(Repository.text(".env"), "COMPOSE_PROFILES=(\\S+)");
        assertThat(profiles)
                .containsExactly("application", "cpu", "gateway", "gpu", "monitoring", "session")
                .contains(chosen.split(","));
    }

    @Test
    void everyMountedFileIsThere() {
        List<String> sources = new ArrayList<>();
        for (JsonNode service : COMPOSE.path("services")) {
            for (JsonNode volume : service.path("volumes")) {
                String source =
                        volume.asText().replaceAll("^\\$\\{\\w+:-([^}]*)}", "$1").split(":")[0];
                if (source.startsWith("./")) {
                    sources.add(source);
                    Repository.file(source.substring(2));
                    assertThat(volume.asText()).endsWith(":ro");
                } else {
                    assertThat(COMPOSE.path("volumes").has(source)).as(source).isTrue();
                }
            }
        }
        assertThat(sources)
                .contains("./deploy/prometheus", "./deploy/omniflow.yaml", "./deploy/models");
    }

    @Test
    void theTopicsAreThoseThatTheJobWouldCreate() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            Deployment deployment =
                    deployment(
                            Map.of(
                                    "kafka.bootstrap-servers",
                                    broker.bootstrapServers(),
                                    "kafka.create-topics",
                                    "true"));
            new StartChecks(deployment.kafka()).run();

            assertThat(ComposeFile.topics()).isEqualTo(topics(deployment.kafka()));
        }
    }

    @Test
    void theBrokerKeepsTransactionsForAsLongAsTheJobMayBeDown() {
        long limit =
                ComposeFile.service("kafka")
                        .at("/environment/KAFKA_TRANSACTION_MAX_TIMEOUT_MS")
                        .asLong();

        assertThat(limit)
                .isGreaterThanOrEqualTo(deployment(Map.of()).kafka().transactionTimeoutMs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"job", "application"})
    void theJobRunsWithClassFilesAndKeysThatExist(String name) throws Exception {
        String command = ComposeFile.command(name);
        Map<String, String> keys = keys(command);
        keys.remove("job-classname");
        Class.forName(
                ComposeFile.group(command, "(?: -c|--job-classname) (\\S+)"),
                false,
                getClass().getClassLoader());

        String config = keys.remove("config");
        assertThat(DOCKERFILE)
                .contains(" " + config)
                .contains(" /opt/flink/usrlib/omniflow-job.jar");
        assertThat(deployment(keys).kafka().bootstrapServers())
                .isEqualTo(ComposeFile.group(ComposeFile.listeners(), "INSIDE://([^,]+)"));
        assertThat(ComposeFile.group(ComposeFile.listeners(), "HOST://([^,]+)"))
                .isEqualTo(deployment(Map.of()).kafka().bootstrapServers());
        assertThat(keys.get("delivery.offload-directory"))
                .startsWith("file://" + ComposeFile.mount() + "/");
    }

    @Test
    void bothKindsOfJobManagerAnswerToTheNameThatFlinkIsTold() {
        String name = ComposeFile.properties("application").getProperty("jobmanager.rpc.address");

        assertThat(name).isEqualTo("jobmanager");
        assertThat(ComposeFile.service("application").at("/networks/default/aliases/0").asText())
                .isEqualTo(name);
        assertThat(
                        ComposeFile.service("taskmanager-gpu")
                                .at("/networks/default/aliases/0")
                                .asText())
                .isEqualTo("taskmanager");
    }

    @Test
    void theGpuImageHasTheLibtorchOfTheBuildsNatives() {
        String version = Repository.property("djl.pytorch.version");

        assertThat(DOCKERFILE)
                .contains("PYTORCH_VERSION=" + version + " ")
                .contains(
                        "\nFROM cpu AS "
                                + ComposeFile.service("taskmanager-gpu")
                                        .at("/build/target")
                                        .asText());
        assertThat(Repository.text("deploy/gpu/libtorch")).contains("version=" + version + "\n");
        assertThat(ComposeFile.group(Repository.text("deploy/gpu/libtorch"), "flavor=(\\w+)"))
                .isEqualTo(ComposeFile.group(DOCKERFILE, "PYTORCH_FLAVOR=(\\w+)"));
        assertThat(
                        getClass()
                                .getResource(
                                        "/jnilib/linux-x86_64/"
                                                + ComposeFile.group(
                                                        DOCKERFILE, "PYTORCH_FLAVOR=(\\w+)")
                                                + "/libdjl_torch.so"))
                .isNotNull();
        assertThat(
                        ComposeFile.service("taskmanager-gpu")
                                .at("/deploy/resources/reservations/devices/0/capabilities/0")
                                .asText())
                .isEqualTo("gpu");
    }

    @Test
    void thePortsOfTheGatewayAreOne() {
        String port = ComposeFile.group(ComposeFile.command("gateway"), "--port (\\d+)");

        assertThat(ComposeFile.service("gateway").path("ports").path(0).asText())
                .isEqualTo("127.0.0.1:" + port + ":" + port);
        assertThat(ComposeFile.service("gateway").at("/healthcheck/test/3").asText())
                .contains("/" + port + " ");
        assertThat(ComposeFile.group(ComposeFile.command("gateway"), "--bootstrap-servers (\\S+)"))
                .isEqualTo(ComposeFile.group(ComposeFile.listeners(), "INSIDE://([^,]+)"));
    }

    @Test
    void flinksPropertiesAreKeysOfItsConfigurationAndPathsAreMounted() {
        Configuration base =
                GlobalConfiguration.loadConfiguration(Repository.file("deploy/flink").toString());
        Properties properties = ComposeFile.properties("taskmanager");

        assertThat(properties.stringPropertyNames()).allMatch(base::containsKey);
        assertThat(base.toMap())
                .allSatisfy(
                        (key, value) -> {
                            if (value.contains("127.0.0.1") || value.contains("file:///tmp")) {
                                assertThat(properties).containsKey(key);
                            }
                        });
        assertThat(properties.getProperty("execution.checkpointing.dir"))
                .startsWith("file://" + ComposeFile.mount() + "/");
        assertThat(properties.getProperty("execution.checkpointing.savepoint-dir"))
                .startsWith("file://" + ComposeFile.mount() + "/");
        assertThat(ComposeFile.service("taskmanager").at("/healthcheck/test/3").asText())
                .endsWith("/" + properties.getProperty("metrics.reporter.prom.port"));
        assertThat(ComposeFile.service("jobmanager").path("ports").path(0).asText())
                .endsWith(":" + base.toMap().get("rest.port"));
    }

    @Test
    void theImageIsMadeOfWhatTheBuildMakesAndTheContextHolds() {
        List<String> sources =
                Pattern.compile("^COPY (?!--from)(?:--\\S+ )*(\\S+) ", Pattern.MULTILINE)
                        .matcher(DOCKERFILE)
                        .results()
                        .map(found -> found.group(1).replaceAll("/$", ""))
                        .toList();

        List<String> context =
                Repository.text(".dockerignore")
                        .lines()
                        .filter(line -> line.startsWith("!"))
                        .map(line -> line.substring(1))
                        .toList();

        assertThat(sources).hasSize(9);
        assertThat(sources)
                .allMatch(source -> context.stream().anyMatch(source::startsWith))
                .filteredOn(source -> !source.contains("target/"))
                .allSatisfy(Repository::file);
        assertThat(DOCKERFILE).contains("ENV OMNIFLOW_CONFIG=/opt/omniflow/omniflow.yaml\n");
        assertThat(DOCKERFILE).contains("\nUSER flink\n").contains(ComposeFile.mount() + "/");
        assertThat(ComposeFile.service("jobmanager").at("/build/dockerfile").asText())
                .isEqualTo("deploy/Dockerfile");
    }

    private static Map<String, Map<String, String>> topics(KafkaConfig config) throws Exception {
        Map<String, Map<String, String>> topics = new TreeMap<>();
        try (Admin admin = Admin.create(config.properties())) {
            for (String name : config.topics().names()) {
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
                Config settings =
                        admin.describeConfigs(List.of(resource)).all().get().get(resource);
                Map<String, String> topic = new TreeMap<>();
                settings.entries().stream()
                        .filter(
                                entry ->
                                        entry.source()
                                                == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                        .forEach(entry -> topic.put(entry.name(), entry.value()));
                int partitions =
                        admin.describeTopics(List.of(name))
                                .allTopicNames()
                                .get()
                                .get(name)
                                .partitions()
                                .size();
                topic.put("partitions", Integer.toString(partitions));
                topics.put(name, topic);
            }
        }
        return topics;
    }

    private static Deployment deployment(Map<String, String> overrides) {
        return new DeploymentReader()
                .read(Repository.file("deploy/omniflow.yaml"), overrides, new Configuration());
    }

    /** Whether a service that is needed starts whenever the one that needs it does. */
    private static boolean startsWith(Map.Entry<String, JsonNode> needed, String name) {
        Set<String> its = new TreeSet<>();
        ComposeFile.service(needed.getKey())
                .path("profiles")
                .forEach(profile -> its.add(profile.asText()));
        Set<String> mine = new TreeSet<>();
        ComposeFile.service(name).path("profiles").forEach(profile -> mine.add(profile.asText()));
        return its.isEmpty()
                || its.equals(mine)
                || !needed.getValue().path("required").asBoolean(true);
    }

    private static Map<String, String> keys(String command) {
        Map<String, String> keys = new HashMap<>();
        Matcher matcher = Pattern.compile("--([a-z.-]*[.a-z]) (\\S+)").matcher(command);
        while (matcher.find()) {
            if (!matcher.group(1).equals("running")) {
                keys.put(matcher.group(1), matcher.group(2));
            }
        }
        return keys;
    }

    private static Map<String, String> waitsFor(String name) {
        Map<String, String> conditions = new HashMap<>();
        ComposeFile.service(name)
                .path("depends_on")
                .properties()
                .forEach(
                        entry ->
                                conditions.put(
                                        entry.getKey(),
                                        entry.getValue().path("condition").asText()));
        return conditions;
    }
}
