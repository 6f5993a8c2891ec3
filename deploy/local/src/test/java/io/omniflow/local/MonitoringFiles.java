package io.omniflow.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What stands in deploy/prometheus and deploy/grafana. */
final class MonitoringFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private MonitoringFiles() {}

    /** Returns the dashboards in the order of their names. */
    static List<JsonNode> dashboards() {
        try (Stream<Path> files = Files.list(Repository.file("deploy/grafana/dashboards"))) {
            List<JsonNode> dashboards = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                dashboards.add(JSON.readTree(file.toFile()));
            }
            return dashboards;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what the panels of all dashboards show. */
    static List<Expression> panels() {
        List<Expression> expressions = new ArrayList<>();
        for (JsonNode dashboard : dashboards()) {
            for (JsonNode panel : dashboard.path("panels")) {
                String where =
                        dashboard.path("title").asText() + ", " + panel.path("title").asText();
                for (JsonNode target : panel.path("targets")) {
                    expressions.add(new Expression(where, target.path("expr").asText()));
                }
            }
        }
        return expressions;
    }

    /** Returns the rules that record series. */
    static List<Expression> records() {
        return rules("record");
    }

    /** Returns the rules that raise alerts, with their thresholds. */
    static List<Expression> alerts() {
        return rules("alert");
    }

    /** Returns a file of YAML as a tree. */
    static JsonNode yaml(String path) {
        Object tree =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(Repository.text(path));
        return JSON.valueToTree(tree);
    }

    private static List<Expression> rules(String kind) {
        List<Expression> expressions = new ArrayList<>();
        for (JsonNode group : yaml("deploy/prometheus/rules.yml").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (rule.has(kind)) {
                    expressions.add(
                            new Expression(rule.path(kind).asText(), rule.path("expr").asText()));
                }
            }
        }
        return expressions;
    }
}
