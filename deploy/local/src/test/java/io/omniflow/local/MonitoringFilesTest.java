package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omniflow.executor.metrics.MetricLabel;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.executor.metrics.PrometheusName;
import io.omniflow.job.gateway.site.GatewayMetric;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prometheus answers a misspelt name with nothing, so this test holds names against the code. */
class MonitoringFilesTest {

    /** Of Flink's scopes, of the scrape, and what rules make of an operator's name. */
    private static final Set<String> LABELS =
            Set.of(
                    "job_name",
                    "operator_name",
                    "subtask_index",
                    "tm_id",
                    "quantile",
                    "le",
                    "job",
                    "instance",
                    "stage");

    private static final Pattern DOCUMENTED = Pattern.compile("`(flink_[a-zA-Z_]+)`");

    private static final Set<String> KNOWN = known();

    static Stream<Expression> everything() {
        return Stream.of(
                        MonitoringFiles.panels(),
                        MonitoringFiles.records(),
                        MonitoringFiles.alerts())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("everything")
    void namesOnlySeriesAndLabelsThatThereAre(Expression expression) {
        Set<String> labels = new HashSet<>(LABELS);
        Arrays.stream(MetricLabel.values()).map(MetricLabel::key).forEach(labels::add);
        Arrays.stream(GatewayMetric.values()).map(GatewayMetric::labels).forEach(labels::addAll);

        assertThat(expression.series()).isNotEmpty().isSubsetOf(KNOWN);
        assertThat(expression.labels()).isSubsetOf(labels);
    }

    @Test
    void theReaderOfExpressionsSeesNamesAndLabels() {
        Expression expression =
                new Expression(
                        "test",
                        "sum by (a, b) (rate(x_total{c=~\"y{z\",d!=\"e\"}[5m])) / 1e9 > 0.5"
                                + " and on (a) label_replace(up offset 1d, \"f\", \"$1\", \"g\","
                                + " \"\") > 10");

        assertThat(expression.series()).containsExactly("up", "x_total");
        assertThat(expression.labels()).containsExactly("a", "b", "c", "d");
        assertThat(expression.withoutThresholds().text())
                .doesNotContain(" 0.5", " 10", ">")
                .contains("1e9 and on (a)");
    }

    @Test
    void flinksOwnMetricsThatTheDocumentationListsAreTheOnesInUse() {
        Set<String> used = new TreeSet<>();
        everything().forEach(expression -> used.addAll(expression.series()));
        used.removeIf(name -> !name.startsWith("flink_"));
        used.removeAll(catalogue());

        assertThat(flinks()).isEqualTo(used);
    }

    @Test
    void theDocumentationListsEveryAlert() {
        Matcher matcher =
                Pattern.compile("^\\| `(Omniflow\\w+)` \\|", Pattern.MULTILINE)
                        .matcher(Repository.text("docs/operations.md"));

        assertThat(matcher.results().map(found -> found.group(1)))
                .containsExactlyElementsOf(
                        MonitoringFiles.alerts().stream().map(Expression::where).toList());
    }

    @Test
    void everyAlertSaysWhatToDo() {
        for (JsonNode group : MonitoringFiles.yaml("deploy/prometheus/rules.yml").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (rule.has("alert")) {
                    assertThat(rule.at("/annotations/summary").asText()).endsWith(".");
                    assertThat(rule.at("/annotations/description").asText()).endsWith(".");
                    assertThat(rule.at("/labels/severity").asText())
                            .isIn("info", "warning", "critical");
                }
            }
        }
    }

    @Test
    void dashboardsAreCompleteAndTheirPanelsDoNotOverlap() {
        assertThat(MonitoringFiles.dashboards())
                .extracting(dashboard -> dashboard.path("uid").asText())
                .containsExactly(
                        "omniflow-cache",
                        "omniflow-devices",
                        "omniflow-gateway",
                        "omniflow-overview",
                        "omniflow-recovery");
        for (JsonNode dashboard : MonitoringFiles.dashboards()) {
            Set<Integer> ids = new HashSet<>();
            Set<List<Integer>> cells = new HashSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                assertThat(ids.add(panel.path("id").asInt())).isTrue();
                assertThat(panel.path("targets")).isNotEmpty();
                JsonNode place = panel.path("gridPos");
                int right = place.path("x").asInt() + place.path("w").asInt();
                assertThat(right).isLessThanOrEqualTo(24);
                for (int x = place.path("x").asInt(); x < right; x++) {
                    int bottom = place.path("y").asInt() + place.path("h").asInt();
                    for (int y = place.path("y").asInt(); y < bottom; y++) {
                        assertThat(cells.add(List.of(x, y))).as("%s", panel).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void thePrometheusOfContainersScrapesThePortsThatTheyHave() {
        JsonNode scrapes =
                MonitoringFiles.yaml("deploy/prometheus/prometheus.yml").path("scrape_configs");
        JsonNode services = MonitoringFiles.yaml("docker-compose.yml").path("services");
        JsonNode flink = scrapes.at("/0/dns_sd_configs/0");
        JsonNode gateway = scrapes.at("/1/dns_sd_configs/0");

        assertThat(flink.path("names")).allMatch(name -> services.has(name.asText()));
        assertThat(services.path("taskmanager").at("/environment/FLINK_PROPERTIES").asText())
                .contains("metrics.reporter.prom.port: " + flink.path("port").asInt());
        assertThat(gateway.path("names")).allMatch(name -> services.has(name.asText()));
        assertThat(services.at("/gateway/command").toString())
                .contains("\"--port\",\"" + gateway.path("port").asInt() + "\"");
    }

    @Test
    void everyScrapeOfFlinkHasTheNameThatRulesKnow() {
        JsonNode relabeling =
                MonitoringFiles.yaml("deploy/kubernetes/base/podmonitor.yaml")
                        .at("/spec/podMetricsEndpoints/0/relabelings/0");

        for (String file : List.of("local.yml", "prometheus.yml")) {
            JsonNode scrape =
                    MonitoringFiles.yaml("deploy/prometheus/" + file).at("/scrape_configs/0");
            assertThat(scrape.path("job_name").asText()).isEqualTo("flink");
        }
        assertThat(relabeling.path("targetLabel").asText()).isEqualTo("job");
        assertThat(relabeling.path("replacement").asText()).isEqualTo("flink");
    }

    private static Set<String> known() {
        Set<String> known = new TreeSet<>(catalogue());
        known.addAll(flinks());
        MonitoringFiles.records().forEach(rule -> known.add(rule.where()));
        known.add("up");
        Arrays.stream(GatewayMetric.values()).map(GatewayMetric::series).forEach(known::addAll);
        return known;
    }

    private static Set<String> catalogue() {
        Set<String> names = new TreeSet<>();
        Arrays.stream(OmniMetric.values()).map(PrometheusName::of).forEach(names::add);
        return names;
    }

    /** Returns the names in the documentation that are not of the catalogue. */
    private static Set<String> flinks() {
        Set<String> names = new TreeSet<>();
        Matcher matcher = DOCUMENTED.matcher(Repository.text("docs/metrics.md"));
        matcher.results().map(found -> found.group(1)).forEach(names::add);
        names.removeAll(catalogue());
        return names;
    }
}
