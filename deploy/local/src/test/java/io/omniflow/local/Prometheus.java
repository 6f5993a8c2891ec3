package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A real Prometheus on a local cluster, with this repository's configuration, only in a hurry. */
final class Prometheus implements AutoCloseable {

    private final Process process;

    private final FlinkRest rest;

    private final Thread onExit;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.rest = new FlinkRest("http://127.0.0.1:" + port);
        this.onExit = new Thread(process::destroyForcibly, "prometheus-down");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** Returns the program: OMNIFLOW_PROMETHEUS, or one on the path. */
    static Optional<Path> binary() {
        Stream<Path> named =
                Optional.ofNullable(System.getenv("OMNIFLOW_PROMETHEUS")).map(Path::of).stream();
        Stream<Path> onPath =
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(directory -> Path.of(directory, "prometheus"));
        return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
    }

    /** Starts it on the processes of the cluster with that data, and a gateway. */
    static Prometheus start(Path binary, Path data, int gatewayPort) {
        int port = LocalCluster.freePort();
        try {
            Path config =
                    Files.writeString(data.resolve("prometheus.yml"), config(data, gatewayPort));
            Process process =
                    new ProcessBuilder(
                                    binary.toString(),
                                    "--config.file=" + config,
                                    "--storage.tsdb.path=" + data.resolve("prometheus"),
                                    "--web.listen-address=127.0.0.1:" + port,
                                    "--log.level=warn")
                            .redirectErrorStream(true)
                            .redirectOutput(data.resolve("logs/prometheus.out").toFile())
                            .start();
            return new Prometheus(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the numbers that an expression has now. */
    List<Double> query(String expression) {
        JsonNode answer =
                rest.get(
                        "/api/v1/query?query="
                                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        assertThat(answer.path("status").asText())
                .as("%s: %s", expression, answer)
                .isEqualTo("success");
        List<Double> values = new ArrayList<>();
        for (JsonNode series : answer.at("/data/result")) {
            double value = Double.parseDouble(series.at("/value/1").asText());
            if (!Double.isNaN(value)) {
                values.add(value);
            }
        }
        return values;
    }

    /** Returns the names of the alerts that fire. */
    Set<String> firing() {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : rest.get("/api/v1/alerts").at("/data/alerts")) {
            if (alert.path("state").asText().equals("firing")) {
                names.add(alert.at("/labels/alertname").asText());
            }
        }
        return names;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(onExit);
    }

    private static String config(Path data, int gatewayPort) {
        return Repository.text("deploy/prometheus/local.yml")
                .replaceAll("interval: [0-9]+s", "interval: 1s")
                .replace("127.0.0.1:8000", "127.0.0.1:" + gatewayPort)
                .replace("rules.yml", Repository.file("deploy/prometheus/rules.yml").toString())
                .replace("../../data/cluster", data.toString());
    }
}
