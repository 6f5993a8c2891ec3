package io.omniflow.job.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.omniflow.executor.metrics.AcrossSubtasks;
import io.omniflow.executor.metrics.MetricKind;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.rest.MetricIds.Parsed;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the metrics of {@link OmniMetric} of a job, each over all subtasks of its operator. */
public final class JobMetrics {

    /** Ids in one request: more would make its line too long for the server. */
    private static final int BATCH = 40;

    private static final long COLLECTING_MS = 700;

    private static final Comparator<MetricReading> ORDER =
            Comparator.comparing(MetricReading::metric)
                    .thenComparing(MetricReading::operator)
                    .thenComparing(JobMetrics::labelRank);

    private final MetricIds ids = new MetricIds();

    private final RestClient client;

    JobMetrics(RestClient client) {
        this.client = client;
    }

    /**
     * Returns the metrics in the order of their declaration. The JobManager starts to collect them
     * when it is asked and answers with those of the last time, so it is asked again after a while.
     *
     * @param patience how long to go on asking while it has none
     */
    public List<MetricReading> fresh(RunningJob job, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        read(job);
        List<MetricReading> readings;
        do {
            Pause.of(COLLECTING_MS);
            readings = read(job);
        } while (readings.isEmpty() && System.nanoTime() < end);
        return readings;
    }

    /**
     * Returns some metrics as the JobManager has them, without waiting for newer ones; none of
     * those that it has not collected yet.
     */
    public List<MetricReading> now(RunningJob job, Set<OmniMetric> wanted) {
        return read(job, wanted);
    }

    private List<MetricReading> read(RunningJob job) {
        return read(job, EnumSet.allOf(OmniMetric.class));
    }

    private List<MetricReading> read(RunningJob job, Set<OmniMetric> wanted) {
        List<MetricReading> readings = new ArrayList<>();
        for (JsonNode vertex : client.get("jobs/" + job.id()).path("vertices")) {
            String path =
                    "jobs/"
                            + job.id()
                            + "/vertices/"
                            + vertex.path("id").asText()
                            + "/subtasks/metrics";
            readings.addAll(readVertex(path, wanted));
        }
        readings.sort(ORDER);
        return readings;
    }

    private List<MetricReading> readVertex(String path, Set<OmniMetric> wantedMetrics) {
        Map<String, Parsed> known = new LinkedHashMap<>();
        for (JsonNode metric : client.get(path)) {
            String id = metric.path("id").asText();
            ids.parse(id)
                    .filter(parsed -> wantedMetrics.contains(parsed.metric()))
                    .ifPresent(parsed -> known.put(id, parsed));
        }
        Map<Parsed, Map<String, Double>> values = new LinkedHashMap<>();
        List<String> wanted = List.copyOf(known.keySet());
        for (int from = 0; from < wanted.size(); from += BATCH) {
            List<String> batch = wanted.subList(from, Math.min(from + BATCH, wanted.size()));
            for (JsonNode answer : client.get(path + "?get=" + list(batch))) {
                Parsed parsed = known.get(answer.path("id").asText());
                if (parsed != null) {
                    values.computeIfAbsent(whole(parsed), p -> new LinkedHashMap<>())
                            .put(parsed.statistic(), value(parsed.metric(), answer));
                }
            }
        }
        return values.entrySet().stream().map(JobMetrics::reading).toList();
    }

    private static String list(List<String> ids) {
        return ids.stream()
                .map(id -> URLEncoder.encode(id, UTF_8))
                .collect(Collectors.joining(","));
    }

    /** The metric of which this is one value. */
    private static Parsed whole(Parsed parsed) {
        return new Parsed(parsed.metric(), parsed.operator(), parsed.label(), "");
    }

    private static MetricReading reading(Map.Entry<Parsed, Map<String, Double>> entry) {
        Parsed parsed = entry.getKey();
        return new MetricReading(
                parsed.metric(), parsed.operator(), parsed.label(), entry.getValue());
    }

    private static double value(OmniMetric metric, JsonNode answer) {
        AcrossSubtasks across =
                metric.kind() == MetricKind.HISTOGRAM ? AcrossSubtasks.HIGHEST : metric.across();
        String field =
                switch (across) {
                    case SUM -> "sum";
                    case MEAN -> "avg";
                    case HIGHEST -> "max";
                };
        return answer.path(field).asDouble(Double.NaN);
    }

    private static int labelRank(MetricReading reading) {
        return reading.metric()
                .label()
                .map(label -> label.texts().indexOf(reading.label()))
                .orElse(0);
    }
}
