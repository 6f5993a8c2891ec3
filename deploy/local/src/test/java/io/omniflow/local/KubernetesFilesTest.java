package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omniflow.job.config.DeploymentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;

/** No Kubernetes runs here, so this test holds its files against the code and the other ways. */
class KubernetesFilesTest {

    private static final String BASE = "deploy/kubernetes/base/";

    private static final JsonNode DEPLOYMENT = only(BASE + "flinkdeployment.yaml");

    private static final JsonNode SPEC = DEPLOYMENT.path("spec");

    private static final JsonNode GPU = only("deploy/kubernetes/gpu/taskmanager.yaml");

    /** Each pod has an address of its own, and the operator says who listens where. */
    private static final Set<String> OF_ONE_MACHINE =
            Set.of(
                    "jobmanager.bind-host",
                    "jobmanager.rpc.address",
                    "jobmanager.rpc.port",
                    "taskmanager.bind-host",
                    "rest.address",
                    "rest.bind-address",
                    "rest.port");

    /** What FlinkDeployment has fields of its own for. */
    private static final Map<String, String> FIELDS =
            Map.of(
                    "jobmanager.memory.process.size", "/jobManager/resource/memory",
                    "taskmanager.memory.process.size", "/taskManager/resource/memory",
                    "parallelism.default", "/job/parallelism");

    @Test
    void everyFileIsListedAndEveryListedFileIsThere() throws IOException {
        JsonNode kustomization = only(BASE + "kustomization.yaml");
        Set<String> listed = new TreeSet<>(Set.of("kustomization.yaml"));
        kustomization.path("resources").forEach(file -> listed.add(file.asText()));
        kustomization.path("configurations").forEach(file -> listed.add(file.asText()));

        try (Stream<Path> files = Files.list(Repository.file(BASE))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
        JsonNode gpu = only("deploy/kubernetes/gpu/kustomization.yaml");
        assertThat(gpu.path("resources").path(0).asText()).isEqualTo("../base");
        assertThat(gpu.path("patches").path(0).path("path").asText()).isEqualTo("taskmanager.yaml");
        assertThat(GPU.at("/metadata/name")).isEqualTo(DEPLOYMENT.at("/metadata/name"));
        assertThat(GPU.at("/metadata/namespace")).isEqualTo(kustomization.path("namespace"));
    }

    @Test
    void imagesAndVersionsAreThoseOfTheBuildAndOfCompose() {
        String version = Repository.property("version");
        String flink = EnvironmentInformation.getVersion();

        assertThat(SPEC.path("image").asText())
                .isEqualTo("omniflow:" + version)
                .isEqualTo(ComposeFile.service("application").path("image").asText());
        assertThat(GPU.at("/spec/image"))
                .isEqualTo(ComposeFile.service("taskmanager-gpu").path("image"));
        assertThat(container(gateway()).path("image")).isEqualTo(SPEC.path("image"));
        assertThat(SPEC.path("flinkVersion").asText())
                .isEqualTo("v" + flink.substring(0, flink.lastIndexOf('.')).replace('.', '_'));
    }

    @Test
    void flinksConfigurationIsThatOfTheLocalClusterButForOneMachinesKeys() {
        Map<String, String> local =
                new TreeMap<>(
                        GlobalConfiguration.loadConfiguration(
                                        Repository.file("deploy/flink").toString())
                                .toMap());
        FIELDS.forEach(
                (key, field) ->
                        assertThat(SPEC.at(field).asText()).as(key).isEqualTo(local.remove(key)));
        OF_ONE_MACHINE.forEach(key -> assertThat(local.remove(key)).as(key).isNotNull());
        Map<String, String> here = configuration(SPEC);

        assertThat(here).containsKeys(local.keySet().toArray(String[]::new));
        local.forEach(
                (key, value) -> {
                    if (value.contains("file:///tmp") || key.endsWith("prom.port")) {
                        assertThat(here.get(key))
                                .as(key)
                                .isEqualTo(ComposeFile.properties("application").getProperty(key));
                    } else {
                        assertThat(here.get(key)).as(key).isEqualTo(value);
                    }
                });
    }

    @Test
    void everyOtherKeyIsAnOptionOfFlinkOrOfItsOperator() throws Exception {
        Set<String> known = FlinkOptions.known().keySet();

        Stream.concat(
                        configuration(SPEC).keySet().stream(),
                        configuration(GPU.path("spec")).keySet().stream())
                .filter(key -> !key.startsWith("metrics.reporter.prom."))
                .filter(key -> !key.equals("env.java.opts.all"))
                .forEach(
                        key ->
                                assertThat(
                                                known.contains(key)
                                                        || key.equals("job.autoscaler.enabled")
                                                        || key.startsWith("kubernetes.operator."))
                                        .as(key)
                                        .isTrue());
        assertThat(configuration(SPEC)).containsEntry("high-availability.type", "kubernetes");
        assertThat(SPEC.at("/job/upgradeMode").asText()).isEqualTo("savepoint");
    }

    @Test
    void theJobHasTheClassJarAndKeysThatComposeGivesIt() throws Exception {
        JsonNode job = SPEC.path("job");
        Map<String, String> keys = pairs(job.path("args"));
        List<String> compose = new ArrayList<>();
        ComposeFile.service("application").path("command").forEach(w -> compose.add(w.asText()));

        Class.forName(job.path("entryClass").asText(), false, getClass().getClassLoader());
        assertThat(compose).contains(job.path("entryClass").asText());
        assertThat(keys).hasSize(3);
        keys.forEach(
                (key, value) -> {
                    assertThat(compose).contains("--" + key);
                    if (!key.equals("kafka.bootstrap-servers")) {
                        assertThat(compose).contains(value);
                    }
                });
        assertThat(job.path("jarURI").asText()).startsWith("local:///");
        assertThat(Repository.text("deploy/Dockerfile"))
                .contains(" " + job.path("jarURI").asText().substring("local://".length()) + "\n");
        keys.remove("config");
        new DeploymentReader()
                .read(Repository.file("deploy/omniflow.yaml"), keys, new Configuration());
    }

    @Test
    void whatOutlivesAPodLiesInTheVolumeThatComposeMountsAtTheSamePlace() {
        String mount = ComposeFile.mount();
        JsonNode main = SPEC.at("/podTemplate/spec/containers/0");

        assertThat(main.path("name").asText()).isEqualTo("flink-main-container");
        assertThat(main.at("/volumeMounts/0/mountPath").asText()).isEqualTo(mount);
        assertThat(SPEC.at("/podTemplate/spec/volumes/0/persistentVolumeClaim/claimName"))
                .isEqualTo(only(BASE + "storage.yaml").at("/metadata/name"));
        for (String key :
                List.of(
                        "high-availability.storageDir",
                        "execution.checkpointing.dir",
                        "execution.checkpointing.savepoint-dir")) {
            assertThat(configuration(SPEC).get(key)).startsWith("file://" + mount + "/");
        }
    }

    @Test
    void theTopicsAreThoseOfComposeAndSoOfTheJob() {
        Map<String, Map<String, String>> topics = new TreeMap<>();
        for (JsonNode topic : Repository.yaml(BASE + "topics.yaml")) {
            Map<String, String> settings = new TreeMap<>();
            topic.at("/spec/config")
                    .properties()
                    .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
            settings.put("partitions", topic.at("/spec/partitions").asText());
            topics.put(topic.at("/metadata/name").asText(), settings);
            assertThat(topic.at("/spec/replicas").asInt()).isEqualTo(3);
        }

        assertThat(topics).isEqualTo(ComposeFile.topics());
    }

    @Test
    void prometheusFindsThePodsAndTheirPort() {
        JsonNode monitor = only(BASE + "podmonitor.yaml").path("spec");
        JsonNode port = SPEC.at("/podTemplate/spec/containers/0/ports/0");

        assertThat(monitor.at("/selector/matchLabels/app"))
                .isEqualTo(DEPLOYMENT.at("/metadata/name"));
        assertThat(monitor.at("/podMetricsEndpoints/0/port")).isEqualTo(port.path("name"));
        assertThat(port.path("containerPort").asText())
                .isEqualTo(configuration(SPEC).get("metrics.reporter.prom.port"));
    }

    @Test
    void theGatewayIsThatOfCompose() {
        JsonNode container = container(gateway());
        List<String> command = new ArrayList<>();
        container.path("command").forEach(word -> command.add(word.asText()));
        container.path("args").forEach(word -> command.add(word.asText()));
        String kafka = pairs(SPEC.at("/job/args")).get("kafka.bootstrap-servers");

        assertThat(String.join(" ", command))
                .isEqualTo(ComposeFile.command("gateway").replace("kafka:19092", kafka));
        assertThat(command).contains(container.at("/ports/0/containerPort").asText());
        JsonNode service = Repository.yaml(BASE + "gateway.yaml").get(1);
        assertThat(service.at("/spec/ports/0/targetPort")).isEqualTo(container.at("/ports/0/name"));
        assertThat(service.at("/spec/selector"))
                .isEqualTo(gateway().at("/spec/selector/matchLabels"))
                .isEqualTo(gateway().at("/spec/template/metadata/labels"));
    }

    @Test
    void nothingRunsAsRoot() {
        for (JsonNode pod :
                List.of(SPEC.at("/podTemplate/spec"), gateway().at("/spec/template/spec"))) {
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(
                            pod.at("/containers/0/securityContext/allowPrivilegeEscalation")
                                    .asBoolean(true))
                    .isFalse();
            assertThat(pod.at("/containers/0/securityContext/capabilities/drop/0").asText())
                    .isEqualTo("ALL");
        }
    }

    @Test
    void aGpuTaskManagerHasAGpu() {
        JsonNode container = GPU.at("/spec/taskManager/podTemplate/spec/containers/0");

        assertThat(container.path("name"))
                .isEqualTo(SPEC.at("/podTemplate/spec/containers/0/name"));
        assertThat(container.at("/resources/limits").path("nvidia.com/gpu").asInt()).isEqualTo(1);
    }

    private static Map<String, String> configuration(JsonNode spec) {
        Map<String, String> configuration = new HashMap<>();
        spec.path("flinkConfiguration")
                .properties()
                .forEach(entry -> configuration.put(entry.getKey(), entry.getValue().asText()));
        assertThat(configuration).isNotEmpty();
        return configuration;
    }

    private static Map<String, String> pairs(JsonNode arguments) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            assertThat(arguments.path(i).asText()).startsWith("--");
            pairs.put(arguments.path(i).asText().substring(2), arguments.path(i + 1).asText());
        }
        return pairs;
    }

    private static JsonNode gateway() {
        return Repository.yaml(BASE + "gateway.yaml").get(0);
    }

    private static JsonNode container(JsonNode deployment) {
        return deployment.at("/spec/template/spec/containers/0");
    }

    private static JsonNode only(String path) {
        List<JsonNode> documents = Repository.yaml(path);
        assertThat(documents).hasSize(1);
        return documents.get(0);
    }
}
