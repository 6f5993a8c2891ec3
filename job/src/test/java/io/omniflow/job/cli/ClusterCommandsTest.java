package io.omniflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.job.rest.FakeJobManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandsTest {

    private static final String OVERVIEW = "GET /jobs/overview";

    private static final String ONE_JOB =
            "{\"jobs\":[{\"jid\":\"a1\",\"name\":\"omniflow\",\"state\":\"RUNNING\"}]}";

    private final FakeJobManager fake = FakeJobManager.start();

    private final Cli cli = new Cli();

    @TempDir private Path directory;

    @BeforeEach
    void aJobThatStops() {
        fake.on("POST /jobs/a1/stop", "{\"request-id\":\"t\"}");
        fake.on(
                "GET /jobs/a1/savepoints/t",
                "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/s/1\"}}");
        fake.on("DELETE /cluster", "");
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void stopPrintsTheSavepointAndTheCommandThatContinues() {
        fake.on(OVERVIEW, ONE_JOB);

        assertThat(execute("stop", "--savepoint-dir", "/s")).isZero();
        assertThat(cli.out())
                .isEqualTo(
                        """
                        stopped    omniflow (a1)
                        savepoint  file:/s/1
                        continue   ./omniflow start --from-savepoint file:/s/1
                        """);
        assertThat(fake.bodies("POST /jobs/a1/stop").get(0)).contains("file:///s");
        assertThat(fake.bodies("DELETE /cluster")).isEmpty();
    }

    @Test
    void stopOfAnEmbeddedStackNamesTheCommandThatContinuesIt() {
        fake.close();
        try (FakeJobManager embedded = FakeJobManager.start()) {
            embedded.on(OVERVIEW, ONE_JOB);
            embedded.on("POST /jobs/a1/stop", "{\"request-id\":\"t\"}");
            embedded.on(
                    "GET /jobs/a1/savepoints/t",
                    """
                    {"status":{"id":"COMPLETED"},"operation":{"location":"file:/d/s"}}\
                    """);
            embedded.replace(
                    "GET /jobmanager/config", "[{\"key\":\"omniflow.data\",\"value\":\"/d\"}]");
            String[] target = {"--jobmanager", embedded.address()};

            assertThat(cli.execute("stop", target[0], target[1], "--output", "json")).isZero();
            assertThat(cli.out()).contains("\"continue\":\"./omniflow up --data /d\"");
            assertThat(cli.execute("stop", target[0], target[1], "--savepoint-dir", "/s"))
                    .isEqualTo(1);
            assertThat(cli.err()).contains("leave --savepoint-dir out");
        }
    }

    @Test
    void stopWithoutAJobEndsWithOneAndOneLine() {
        fake.on(OVERVIEW, "{\"jobs\":[]}");

        assertThat(execute("stop")).isEqualTo(1);
        assertThat(cli.err().lines()).hasSize(1);
        assertThat(cli.err()).contains("no job 'omniflow' runs");
    }

    @Test
    void shutdownStopsTheJobAndEndsTheCluster() {
        fake.on(OVERVIEW, ONE_JOB);

        assertThat(execute("shutdown")).isZero();
        assertThat(cli.out()).contains("savepoint  file:/s/1").endsWith("the cluster ends\n");
        assertThat(fake.bodies("POST /jobs/a1/stop")).hasSize(1);
        assertThat(fake.bodies("DELETE /cluster")).hasSize(1);
    }

    @Test
    void shutdownWithoutAJobEndsTheClusterAlone() {
        fake.on(OVERVIEW, "{\"jobs\":[]}");

        assertThat(execute("shutdown")).isZero();
        assertThat(fake.bodies("POST /jobs/a1/stop")).isEmpty();
        assertThat(fake.bodies("DELETE /cluster")).hasSize(1);
    }

    @Test
    void shutdownLeavesTheJobsOfOthersAlone() {
        fake.on(
                OVERVIEW,
                """
                {"jobs":[{"jid":"a1","name":"omniflow","state":"RUNNING"},
                         {"jid":"b1","name":"other","state":"RUNNING"}]}\
                """);

        assertThat(execute("shutdown")).isEqualTo(1);
        assertThat(cli.err()).contains("2 jobs run there");
        assertThat(fake.bodies("DELETE /cluster")).isEmpty();
    }

    @Test
    void startRunsTheJarFromASavepointAndRemovesTheJar() throws IOException {
        Path jar = Files.writeString(directory.resolve("job.jar"), "PK");
        fake.on("GET /config", "{\"features\":{\"web-submit\":true}}");
        fake.on(OVERVIEW, "{\"jobs\":[]}");
        fake.on("POST /jars/upload", "{\"filename\":\"/tmp/77_job.jar\"}");
        fake.on("POST /jars/77_job.jar/run", "{\"jobid\":\"a9\"}");
        fake.on("DELETE /jars/77_job.jar", "{}");
        fake.on("GET /jobs/a9", "{\"state\":\"CREATED\"}", "{\"state\":\"RUNNING\"}");

        int code =
                execute(
                        "start",
                        "--jar",
                        jar.toString(),
                        "--from-savepoint",
                        "file:/s/1",
                        "--config",
                        "/etc/o.yaml",
                        "-D",
                        "kafka.create-topics=true");

        assertThat(code).isZero();
        assertThat(cli.out()).isEqualTo("started  a9\n");
        assertThat(fake.bodies("POST /jars/77_job.jar/run").get(0))
                .contains("[\"--config\",\"/etc/o.yaml\",\"--kafka.create-topics\",\"true\"]")
                .contains("\"savepointPath\":\"file:/s/1\"");
        assertThat(fake.bodies("DELETE /jars/77_job.jar")).hasSize(1);
    }

    @Test
    void startNeedsAClusterThatTakesJarsAndHasNoSuchJob() {
        fake.on("GET /config", "{\"features\":{\"web-submit\":false}}");
        assertThat(execute("start")).isEqualTo(1);
        assertThat(cli.err()).contains("web.submit.enable: true");

        fake.replace("GET /config", "{\"features\":{\"web-submit\":true}}");
        fake.on(OVERVIEW, ONE_JOB);
        assertThat(execute("start")).isEqualTo(1);
        assertThat(cli.err()).contains("the job 'omniflow' runs already (a1)");
    }

    @Test
    void metricsAreATableOrALineOfJsonEach() {
        fake.on(OVERVIEW, ONE_JOB);
        fake.on("GET /jobs/a1", "{\"vertices\":[{\"id\":\"v1\"}]}");
        String path = "GET /jobs/a1/vertices/v1/subtasks/metrics";
        fake.on(
                path,
                """
                [{"id":"s-generation.generation.utilization"},
                 {"id":"s-generation.generation.numPreemptions"},
                 {"id":"s-generation.generation.code.POISON.numFailed"},
                 {"id":"s-generation.generation.code.NOT_FINITE.numFailed"},
                 {"id":"s-scheduling.scheduler.request_class.low.queueWaitMs_median"}]\
                """);
        fake.on(
                path
                        + "?get=s-generation.generation.utilization,"
                        + "s-generation.generation.numPreemptions,"
                        + "s-generation.generation.code.POISON.numFailed,"
                        + "s-generation.generation.code.NOT_FINITE.numFailed,"
                        + "s-scheduling.scheduler.request_class.low.queueWaitMs_median",
                """
                [{"id":"s-generation.generation.utilization","avg":0.75},
                 {"id":"s-generation.generation.numPreemptions","sum":0},
                 {"id":"s-generation.generation.code.POISON.numFailed","sum":2},
                 {"id":"s-generation.generation.code.NOT_FINITE.numFailed","sum":0},
                 {"id":"s-scheduling.scheduler.request_class.low.queueWaitMs_median","max":"NaN"}]\
                """);

        assertThat(execute("metrics")).isZero();
        assertThat(cli.out())
                .isEqualTo(
                        """
                        OPERATOR      METRIC                     OF      VALUE
                        s-scheduling  scheduler.queueWaitMs      low     -
                        s-generation  generation.utilization             75 %
                        s-generation  generation.numFailed       POISON  2
                        s-generation  generation.numPreemptions          0
                        """);
        assertThat(execute("metrics", "--filter", "UTIL", "--output", "json")).isZero();
        assertThat(cli.out())
                .endsWith(
                        """
                        {"operator":"s-generation","metric":"generation.utilization","kind":"gauge",\
                        "unit":"ratio","value":0.75}
                        """);
        assertThat(execute("metrics", "--filter", "nothing")).isEqualTo(1);
        assertThat(cli.err()).contains("no metric contains 'nothing'");
    }

    @Test
    void cacheStatsAreAColumnOrAnObjectForEachStage() {
        fake.on(OVERVIEW, ONE_JOB);
        fake.on("GET /jobs/a1", "{\"vertices\":[{\"id\":\"v1\"}]}");
        String path = "GET /jobs/a1/vertices/v1/subtasks/metrics";
        List<String> ids =
                List.of(
                        "a-dit-cache.ditCache.numCacheMisses",
                        "a-dit-cache.ditCache.cacheBytes",
                        "b-dit-cache.ditCache.numCacheMisses",
                        "b-dit-cache.ditCache.cacheBytes",
                        "a-generation.generation.running");
        fake.on(path, ids.stream().map(id -> "{\"id\":\"" + id + "\"}").toList().toString());
        fake.on(
                path + "?get=" + String.join(",", ids),
                IntStream.range(0, ids.size())
                        .mapToObj(i -> "{\"id\":\"" + ids.get(i) + "\",\"sum\":" + 1024 * i + "}")
                        .toList()
                        .toString());

        assertThat(executeCache("stats")).isZero();
        assertThat(cli.out())
                .isEqualTo(
                        """
                                  a      b      total
                        hit rate  0 %    0 %    0 %
                        misses    0      2048   2048
                        bytes     1 KiB  3 KiB  4 KiB
                        """);
        assertThat(executeCache("stats", "--output", "json")).isZero();
        assertThat(cli.out())
                .contains("{\"stage\":\"b\",\"hit_rate\":0.0,\"misses\":2048,\"bytes\":3072}");
    }

    @Test
    void cacheStatsSayThatThereAreNone() {
        fake.on(OVERVIEW, ONE_JOB);
        fake.on("GET /jobs/a1", "{\"vertices\":[{\"id\":\"v1\"}]}");
        String path = "GET /jobs/a1/vertices/v1/subtasks/metrics";
        fake.on(path, "[{\"id\":\"s-generation.generation.running\"}]");
        fake.on(
                path + "?get=s-generation.generation.running",
                "[{\"id\":\"s-generation.generation.running\",\"sum\":1}]");

        assertThat(executeCache("stats")).isEqualTo(1);
        assertThat(cli.err()).contains("no metrics of a cache yet");
    }

    private int executeCache(String... args) {
        List<String> all = new ArrayList<>(List.of("cache"));
        all.addAll(List.of(args));
        all.addAll(List.of("--jobmanager", fake.address()));
        return cli.execute(all.toArray(String[]::new));
    }

    private int execute(String command, String... more) {
        String[] args = new String[more.length + 3];
        args[0] = command;
        args[1] = "--jobmanager";
        args[2] = fake.address();
        System.arraycopy(more, 0, args, 3, more.length);
        return cli.execute(args);
    }
}
