package io.omniflow.job.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.executor.metrics.OmniMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobManagerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final RunningJob JOB = new RunningJob("a1", "omniflow", "RUNNING");

    private final FakeJobManager fake = FakeJobManager.start();

    private final JobManager jobManager = JobManager.at(fake.address());

    @TempDir private Path directory;

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void findsTheOneJobOfANameAmongThoseThatHaveNotEnded() {
        fake.on(
                "GET /jobs/overview",
                """
                {"jobs":[{"jid":"a0","name":"omniflow","state":"FINISHED"},
                         {"jid":"a1","name":"omniflow","state":"RESTARTING"},
                         {"jid":"b1","name":"other","state":"RUNNING"}]}\
                """);

        assertThat(jobManager.job("omniflow"))
                .isEqualTo(new RunningJob("a1", "omniflow", "RESTARTING"));
        assertThat(jobManager.job("b1").name()).isEqualTo("other");
        assertThatThrownBy(() -> jobManager.job("nobody"))
                .isInstanceOf(RestException.class)
                .hasMessageContaining("no job 'nobody' runs");
    }

    @Test
    void refusesToChooseBetweenTwoJobsOfAName() {
        fake.on(
                "GET /jobs/overview",
                """
                {"jobs":[{"jid":"a1","name":"omniflow","state":"RUNNING"},
                         {"jid":"a2","name":"omniflow","state":"RUNNING"}]}\
                """);

        assertThatThrownBy(() -> jobManager.job("omniflow"))
                .hasMessageContaining("2 jobs 'omniflow' run")
                .hasMessageContaining("--job");
    }

    @Test
    void stopsWithoutDrainingAndWaitsForTheSavepoint() {
        fake.on("POST /jobs/a1/stop", "{\"request-id\":\"t\"}");
        fake.on(
                "GET /jobs/a1/savepoints/t",
                "{\"status\":{\"id\":\"IN_PROGRESS\"}}",
                """
                {"status":{"id":"COMPLETED"},"operation":{"location":"file:/s/savepoint-1"}}\
                """);

        assertThat(jobManager.savepoints().stop(JOB, "file:///s", PATIENCE))
                .isEqualTo("file:/s/savepoint-1");
        assertThat(fake.bodies("POST /jobs/a1/stop"))
                .singleElement()
                .asString()
                .contains("\"drain\":false", "\"targetDirectory\":\"file:///s\"");
    }

    @Test
    void tellsTheInnermostReasonOfAFailedSavepoint() {
        fake.on("POST /jobs/a1/stop", "{\"request-id\":\"t\"}");
        fake.on(
                "GET /jobs/a1/savepoints/t",
                """
                {"status":{"id":"COMPLETED"},"operation":{"failure-cause":{"stack-trace":
                "java.util.concurrent.CompletionException: x\\n\\tat A\\nCaused by: java.io.IOException: no space left\\n\\tat B"}}}\
                """);

        assertThatThrownBy(() -> jobManager.savepoints().stop(JOB, null, PATIENCE))
                .hasMessage("the savepoint failed and the job goes on: no space left");
    }

    @Test
    void givesUpOnASavepointThatIsNeverDone() {
        fake.on("POST /jobs/a1/stop", "{\"request-id\":\"t\"}");
        fake.on("GET /jobs/a1/savepoints/t", "{\"status\":{\"id\":\"IN_PROGRESS\"}}");

        assertThatThrownBy(() -> jobManager.savepoints().stop(JOB, null, Duration.ofMillis(300)))
                .hasMessageContaining("not done after");
    }

    @Test
    void readsMetricsOverSubtasksAsEachIsDeclared() {
        String path = "GET /jobs/a1/vertices/v1/subtasks/metrics";
        fake.on("GET /jobs/a1", "{\"vertices\":[{\"id\":\"v1\"}]}");
        fake.on(
                path,
                """
                [{"id":"s-scheduling.scheduler.request_class.high.queueDepth"},
                 {"id":"s-scheduling.scheduler.request_class.high.queueWaitMs_median"},
                 {"id":"s-scheduling.scheduler.request_class.high.queueWaitMs_p95"},
                 {"id":"s-scheduling.scheduler.request_class.high.queueWaitMs_min"},
                 {"id":"s-scheduling.scheduler.request_class.urgent.queueDepth"},
                 {"id":"s-generation.generation.utilization"},
                 {"id":"s-generation.numRecordsIn"},
                 {"id":"guard.numOversizedRecords"}]\
                """);
        fake.on(
                path
                        + "?get=s-scheduling.scheduler.request_class.high.queueDepth,"
                        + "s-scheduling.scheduler.request_class.high.queueWaitMs_median,"
                        + "s-scheduling.scheduler.request_class.high.queueWaitMs_p95,"
                        + "s-generation.generation.utilization,guard.numOversizedRecords",
                """
                [{"id":"s-scheduling.scheduler.request_class.high.queueDepth","sum":5,"max":3,"avg":2.5},
                 {"id":"s-scheduling.scheduler.request_class.high.queueWaitMs_median","sum":9,"max":7,"avg":4.5},
                 {"id":"s-scheduling.scheduler.request_class.high.queueWaitMs_p95","sum":"NaN","max":"NaN"},
                 {"id":"s-generation.generation.utilization","sum":1.5,"max":1.0,"avg":0.75},
                 {"id":"guard.numOversizedRecords","sum":2,"max":1,"avg":1}]\
                """);

        List<MetricReading> readings = jobManager.metrics().fresh(JOB, PATIENCE);

        assertThat(readings)
                .containsExactly(
                        new MetricReading(
                                OmniMetric.QUEUE_DEPTH,
                                "s-scheduling",
                                "high",
                                Map.of("value", 5.0)),
                        new MetricReading(
                                OmniMetric.QUEUE_WAIT,
                                "s-scheduling",
                                "high",
                                Map.of("p50", 7.0, "p95", Double.NaN)),
                        new MetricReading(
                                OmniMetric.UTILIZATION, "s-generation", "", Map.of("value", 0.75)),
                        new MetricReading(
                                OmniMetric.OVERSIZED_RECORDS, "guard", "", Map.of("value", 2.0)));
    }

    @Test
    void readsOnlyTheMetricsThatAreWanted() {
        String path = "GET /jobs/a1/vertices/v1/subtasks/metrics";
        fake.on("GET /jobs/a1", "{\"vertices\":[{\"id\":\"v1\"}],\"duration\":5000}");
        fake.on(
                "GET /jobs/a1/metrics?get=numRestarts",
                "[{\"id\":\"numRestarts\",\"value\":\"3\"}]");
        fake.on(
                path,
                "[{\"id\":\"g.numOversizedRecords\"},{\"id\":\"g.numMalformedCacheEntries\"}]");
        fake.on(
                path + "?get=g.numOversizedRecords",
                "[{\"id\":\"g.numOversizedRecords\",\"sum\":2}]");

        assertThat(jobManager.metrics().now(JOB, Set.of(OmniMetric.OVERSIZED_RECORDS)))
                .containsExactly(
                        new MetricReading(
                                OmniMetric.OVERSIZED_RECORDS, "g", "", Map.of("value", 2.0)));
        assertThat(jobManager.metrics().now(JOB, Set.of(OmniMetric.RESULTS))).isEmpty();
        assertThat(jobManager.history(JOB)).isEqualTo(new JobHistory(5_000, 3));
    }

    @Test
    void uploadsAJarAndRunsItFromASavepoint() throws IOException {
        Path jar = Files.writeString(directory.resolve("job.jar"), "PK-content");
        fake.on("POST /jars/upload", "{\"filename\":\"/tmp/flink-web/77_job.jar\"}");
        fake.on("POST /jars/77_job.jar/run", "{\"jobid\":\"a9\"}");

        String id = jobManager.jars().upload(jar);
        String job = jobManager.jars().run(id, List.of("--config", "f.yaml"), "file:/s/1");

        assertThat(job).isEqualTo("a9");
        assertThat(fake.bodies("POST /jars/upload").get(0))
                .contains("name=\"jarfile\"; filename=\"job.jar\"", "PK-content");
        assertThat(fake.bodies("POST /jars/77_job.jar/run").get(0))
                .contains("[\"--config\",\"f.yaml\"]", "\"savepointPath\":\"file:/s/1\"");
    }

    @Test
    void anAbsentJarIsNamed() {
        assertThatThrownBy(() -> jobManager.jars().upload(directory.resolve("none.jar")))
                .isInstanceOf(RestException.class)
                .hasMessageContaining("none.jar")
                .hasMessageContaining("--jar");
    }

    @Test
    void tellsWhyAJobThatWasSubmittedDoesNotRun() {
        fake.on("GET /jobs/a9", "{\"state\":\"INITIALIZING\"}", "{\"state\":\"FAILED\"}");
        fake.on(
                "GET /jobs/a9/exceptions",
                "{\"root-exception\":\"a.BException: x\\nCaused by: c.DException: no savepoint\"}");

        assertThatThrownBy(() -> jobManager.awaitStart("a9", PATIENCE))
                .hasMessage("the job does not start: no savepoint");
    }

    @Test
    void aRefusalTellsTheReasonThatTheJobManagerGives() {
        fake.on("DELETE /cluster", 403, "{\"errors\":[\"a.b.RestHandlerException: forbidden\"]}");

        assertThatThrownBy(jobManager::shutDown)
                .isInstanceOf(RestException.class)
                .hasMessageContaining("refused DELETE /cluster: forbidden");
    }

    @Test
    void whatIsNoJobManagerIsToldSo() {
        fake.on("GET /jobs/overview", "<html>hello</html>");

        assertThatThrownBy(jobManager::runningJobs).hasMessageContaining("is no JobManager");
        assertThatThrownBy(() -> JobManager.at("http://127.0.0.1:1").runningJobs())
                .hasMessageContaining("no JobManager answers at http://127.0.0.1:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:8081", "ftp://h:1", "http://h:1/path", "http:// h"})
    void anAddressThatIsNoneIsRefused(String address) {
        assertThatThrownBy(() -> JobManager.at(address))
                .isInstanceOf(RestException.class)
                .hasMessageContaining("http://HOST:PORT");
    }
}
