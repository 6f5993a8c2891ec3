package io.omniflow.executor.cache;

import static io.omniflow.executor.testing.Tasks.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.cache.ApproximateConfig;
import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheEpoch.Scope;
import io.omniflow.core.cache.CacheStrategy;
import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.testing.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Restores a canonical savepoint of two dit-cache subtasks that is committed, so that no change of
 * a codec or of the state's layout loses what is in the savepoints of users.
 *
 * <p>The files are never written anew: whoever changes the state adds another directory, made with
 * {@code mvn -pl operators/executor -am test -Dtest=SavepointFixtureTest
 * -Domniflow.fixture.write=DIRECTORY}, and has it restored as well.
 */
class SavepointFixtureTest {

    private static final Path FIXTURES = Path.of("src/test/resources/savepoints");
    private static final int SUBTASKS = 2;
    private static final int ENTRIES = 12;
    private static final List<Integer> OFTEN = List.of(3, 7);

    @BeforeAll
    static void writeAnotherIfAsked() throws Exception {
        String name = System.getProperty("omniflow.fixture.write", "");
        if (name.isEmpty()) {
            return;
        }
        Path directory = Files.createDirectory(FIXTURES.resolve(name));
        try (CacheHarness cache = new CacheHarness(keeping(ENTRIES), SUBTASKS)) {
            cache.setTime(1_000);
            for (int i = 0; i < ENTRIES; i++) {
                cache.store(entry(i));
            }
            for (int i : OFTEN) {
                cache.send(run(i));
            }
            cache.invalidate(Scope.TENANT, "gone", 500);
            OperatorSubtaskState[] savepoint = cache.savepoint();
            for (int i = 0; i < SUBTASKS; i++) {
                OperatorSnapshotUtil.writeStateHandle(
                        savepoint[i], directory.resolve("subtask-" + i).toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyEntryIsServedAsItWas(int parallelism) throws Exception {
        try (CacheHarness cache = restored(keeping(3 * ENTRIES), parallelism)) {
            for (int i = 0; i < ENTRIES; i++) {
                cache.send(run(i));
            }

            // The files of two entries never were.
            await().pollInSameThread()
                    .untilAsserted(
                            () -> {
                                cache.runMails();
                                assertThat(cache.commands()).hasSize(ENTRIES);
                            });
            assertThat(cache.outcomes()).hasSize(ENTRIES - 2);
            for (TaskOutcome outcome : cache.outcomes()) {
                int number = outcome.task().id().index();
                Output stored = entry(number).output();
                assertThat(outcome.output().data()).isEqualTo(stored.data());
                assertThat(outcome.output())
                        .usingRecursiveComparison()
                        .ignoringFields("data", "latents")
                        .isEqualTo(stored);
                assertThat(outcome.cache())
                        .isEqualTo(CacheReport.exact("fingerprint-" + number, 20));
            }
        }
    }

    @Test
    void latentsAreOfferedAsTheyWere() throws Exception {
        try (CacheHarness cache = restored(keeping(3 * ENTRIES), 1)) {
            WorkerCommand.Run near = run(task(1, "another", new CacheTerms(true, true, true, 0.1)));
            cache.send(near);

            WorkerCommand.Run sent = (WorkerCommand.Run) cache.commands().get(0);
            assertThat(sent.neighbours().members())
                    .singleElement()
                    .satisfies(
                            found -> {
                                assertThat(found.fingerprint()).isEqualTo("fingerprint-1");
                                assertThat(found.latents())
                                        .usingRecursiveComparison()
                                        .isEqualTo(latents(1));
                            });
        }
    }

    @Test
    void whatWasInvalidatedStaysSo() throws Exception {
        try (CacheHarness cache = restored(keeping(3 * ENTRIES), 2)) {
            cache.store(entry(99, "early", "gone", false, 499));
            cache.store(entry(99, "late", "gone", false, 500));
            for (String fingerprint : List.of("early", "late")) {
                GenerationTask task = task(99, fingerprint, CacheTerms.DEFAULT);
                cache.send(run(Tasks.sharing(task, "gone", CacheTerms.DEFAULT)));
            }

            assertThat(cache.outcomes())
                    .extracting(outcome -> outcome.task().fingerprint())
                    .containsExactly("late");
        }
    }

    @Test
    void useCountsDecideWhatLeaves() throws Exception {
        try (CacheHarness cache = restored(keeping(OFTEN.size()), 1)) {
            for (int i = 0; i < ENTRIES; i++) {
                cache.send(run(i));
            }

            assertThat(cache.outcomes())
                    .extracting(outcome -> outcome.task().id().index())
                    .containsExactlyElementsOf(OFTEN);
        }
    }

    private static CacheHarness restored(StageConfig stage, int parallelism) throws Exception {
        OperatorSubtaskState[] savepoint = new OperatorSubtaskState[SUBTASKS];
        for (int i = 0; i < SUBTASKS; i++) {
            savepoint[i] =
                    OperatorSnapshotUtil.readStateHandle(
                            FIXTURES.resolve("dit-cache-1/subtask-" + i).toString());
        }
        CacheHarness cache = new CacheHarness(stage, parallelism, savepoint);
        cache.setTime(2_000);
        return cache;
    }

    private static StageConfig keeping(int entries) {
        StageConfig usual = stage(SchedulerType.FIFO, 10);
        DitCacheConfig cache =
                new DitCacheConfig(true, 1 << 20, entries, 100_000)
                        .withStrategy(CacheStrategy.LFU)
                        .withApproximate(new ApproximateConfig(true, 0.1, 2));
        return new StageConfig(
                usual.model(), 1, 1, usual.slots(), usual.prefetch(), usual.scheduler(), cache);
    }

    private static WorkerCommand.Run run(int number) {
        return run(task(number, "fingerprint-" + number, CacheTerms.DEFAULT));
    }

    private static WorkerCommand.Run run(GenerationTask task) {
        return new WorkerCommand.Run(task, 0, true, RunTerms.DEFAULT, 40, 100);
    }

    private static GenerationTask task(int number, String fingerprint, CacheTerms terms) {
        return new GenerationTask(
                new TaskId("r", number),
                100,
                "shapes",
                "rev1",
                new GenerationParams("a picture " + number, "", 32, 32, 20, 2.0, number),
                Priority.NORMAL,
                "tenant",
                0,
                1,
                fingerprint,
                "request",
                "key-" + number,
                terms,
                List.of(),
                Map.of());
    }

    /** All kinds: of the tenant or shared, with latents, at a URI, with a step cache. */
    private static CacheEntry entry(int number) {
        return entry(number, "fingerprint-" + number, "tenant", number % 4 == 2, 100 + number);
    }

    private static CacheEntry entry(
            int number, String fingerprint, String tenant, boolean shared, long createdMs) {
        byte[] data = number % 6 == 5 ? new byte[0] : new byte[] {1, 2, (byte) number};
        Output output =
                new Output(
                        data,
                        data.length == 0 ? "file:///pictures/" + number : "",
                        "image/webp",
                        32,
                        32,
                        List.of("warning " + number),
                        number % 4 == 3
                                ? new StepCacheReport("easy 0.1", "high", 300, 100, "1101")
                                : StepCacheReport.NONE,
                        Approximation.NONE,
                        number % 4 == 1 ? latents(number) : null);
        return new CacheEntry(
                "key-" + number,
                fingerprint,
                "shapes",
                "rev1",
                tenant,
                shared,
                "a picture " + number,
                createdMs,
                20,
                output);
    }

    private static FinalLatents latents(int number) {
        return new FinalLatents(
                HalfTensor.of(new long[] {1, 1, 2, 2}, new float[] {number, -1, 0.5f, 0}),
                HalfTensor.of(new long[] {2}, new float[] {1, number}));
    }
}
