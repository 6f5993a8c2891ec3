package io.omniflow.executor.cache;

import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.omniflow.core.cache.ApproximateConfig;
import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Neighbour;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.testing.SavepointFixture;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.executor.wire.CacheEntryDecoder;
import io.omniflow.executor.wire.CacheEntryEncoder;
import io.omniflow.executor.wire.CacheEntryRewriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries whose outputs are files. */
class OutputFilesTest {

    private static final StageConfig STAGE = stage();
    private static final FinalLatents LATENTS =
            new FinalLatents(
                    HalfTensor.of(new long[] {1, 1, 2, 2}, new float[] {1, 2, 3, 4}),
                    HalfTensor.of(new long[] {1}, new float[] {1}));

    @TempDir private static Path fixtureFiles;

    @TempDir private Path directory;

    private CacheHarness harness;

    @BeforeAll
    static void writesAnotherSavepointIfAsked() throws Exception {
        SavepointFixture.writeIfAsked(
                () -> {
                    CacheStorage storage = new CacheStorage(fixtureFiles.toString(), 1);
                    try (CacheHarness cache = new CacheHarness(STAGE, storage, 1)) {
                        for (int i = 0; i < 4; i++) {
                            GenerationTask task = task("t" + i, Priority.NORMAL);
                            cache.store(inFile(storage, task, i));
                        }
                        sendAll(cache);
                        cache.store(neighbour(storage, LATENTS));
                        cache.send(run(near()));
                        return cache.savepoint()[0];
                    }
                });
    }

    @BeforeEach
    void open() throws Exception {
        harness = new CacheHarness(STAGE, storage(), 1);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aHitIsReadAndDelivered() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        harness.store(inFile(storage(), task, 5));
        harness.send(run(task));
        assertThat(harness.outcomes()).isEmpty();
        awaitAnswers(1, 1);

        TaskOutcome outcome = harness.outcomes().get(0);
        assertThat(outcome.output().data()).isEqualTo(data(5));
        assertThat(outcome.output().dataRef()).isEmpty();
        assertThat(outcome.cache()).isEqualTo(CacheReport.exact(task.fingerprint(), 20));
        assertThat(harness.commands()).containsExactly(WorkerCommand.SlotReturn.of(run(task)));
    }

    @Test
    void aMissingFileIsAMissOnceAndItsEntryGoes() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        harness.store(inFile(storage(), task, 5));
        deleteFiles();
        harness.send(run(task));
        awaitAnswers(0, 1);
        harness.send(run(task));

        assertThat(harness.commands()).containsExactly(run(task), run(task));
        assertThat(harness.outcomes()).isEmpty();
    }

    @Test
    void anAlteredFileIsAMissUntilTheOutputIsMadeAgain() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        CacheEntry entry = inFile(storage(), task, 5);
        harness.store(entry);
        for (Path file : files()) {
            Files.write(file, data(6));
        }
        harness.send(run(task));
        awaitAnswers(0, 1);
        assertThat(harness.commands()).containsExactly(run(task));

        harness.store(inFile(storage(), task, 5));
        harness.send(run(task));
        awaitAnswers(1, 2);
        assertThat(harness.outcomes().get(0).output().data()).isEqualTo(data(5));
    }

    @Test
    void aFileThatIsNoPictureOfItsEntryIsAMiss() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        String uri = new ContentStore(storage()).put(ByteString.copyFrom(data(5)));
        Output output = new Output(new byte[0], "image/png", 32, 32, List.of()).at(uri);
        harness.store(entry(task, output));
        harness.send(run(task));
        awaitAnswers(0, 1);

        assertThat(harness.commands()).containsExactly(run(task));
    }

    @Test
    void anEntryWithAFileIsOfNoUseWithoutADirectory() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        CacheEntry entry = inFile(storage(), task, 5);
        harness.close();
        harness = new CacheHarness(STAGE, 1);
        harness.store(entry);
        harness.send(run(task));

        assertThat(harness.commands()).containsExactly(run(task));
    }

    @Test
    void nothingOfANeighbourhoodOvertakesWhatWaits() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        GenerationTask other = task("b", Priority.NORMAL);
        harness.store(inFile(storage(), task, 5));
        deleteFiles();
        List<WorkerCommand> commands =
                List.of(
                        run(task),
                        new WorkerCommand.Attach(unslotted(task), task.id()),
                        new WorkerCommand.Cancel(task.id(), task.cacheKey(), 3));
        for (WorkerCommand command : commands) {
            harness.send(command);
        }
        harness.send(run(other));
        assertThat(harness.commands()).containsExactly(run(other));
        awaitAnswers(0, 4);

        assertThat(harness.commands().subList(1, 4)).isEqualTo(commands);
    }

    @Test
    void followersOfAHitAreReadInTheirTurn() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        harness.store(inFile(storage(), task, 5));
        harness.send(run(task));
        harness.send(new WorkerCommand.Attach(unslotted(task), task.id()));
        harness.send(unslotted(task));
        awaitAnswers(3, 1);

        assertThat(harness.outcomes())
                .allSatisfy(outcome -> assertThat(outcome.output().data()).isEqualTo(data(5)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whatWaitsAtASnapshotIsAnsweredAfterIt(int parallelism) throws Exception {
        for (GenerationTask task : tasks()) {
            harness.store(inFile(storage(), task, 5));
            harness.send(run(task));
        }
        harness = new CacheHarness(STAGE, storage(), parallelism, harness.stop());
        assertThat(harness.outcomes()).isEmpty();
        awaitAnswers(20, 20);

        assertThat(harness.outcomes())
                .extracting(TaskOutcome::task)
                .containsExactlyInAnyOrderElementsOf(tasks());
    }

    @Test
    void whatWasAnsweredIsNotAnsweredAgainAfterTheNextSnapshot() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        harness.store(inFile(storage(), task, 5));
        harness.send(run(task));
        harness = new CacheHarness(STAGE, storage(), 1, harness.stop());
        awaitAnswers(1, 1);
        harness = new CacheHarness(STAGE, storage(), 2, harness.stop());
        harness.runMails();
        harness.send(run(task));
        awaitAnswers(1, 1);

        assertThat(harness.commands()).hasSize(1);
    }

    @Test
    void drainingWaitsForFiles() throws Exception {
        for (GenerationTask task : tasks()) {
            harness.store(inFile(storage(), task, 5));
            harness.send(run(task));
        }
        harness.finish();

        assertThat(harness.outcomes()).hasSize(20);
    }

    @Test
    void whatAGenerationMayStartFromIsReadBeforeItsWorkerGetsIt() throws Exception {
        harness.store(neighbour(storage(), LATENTS));
        harness.send(run(near()));
        assertThat(harness.commands()).isEmpty();
        harness = new CacheHarness(STAGE, storage(), 2, harness.stop());
        awaitAnswers(0, 1);

        assertThat(neighbours())
                .singleElement()
                .satisfies(
                        found -> {
                            assertThat(found.fingerprint()).isEqualTo("neighbour");
                            assertThat(found.latents()).isEqualTo(LATENTS);
                        });
    }

    @Test
    void latentsThatAreMissingOrNoneAreLeftOut() throws Exception {
        FinalLatents wrong =
                new FinalLatents(
                        HalfTensor.of(new long[] {1, 1, 2, 2}, new float[] {1, 2, Float.NaN, 4}),
                        LATENTS.embedding());
        for (FinalLatents latents : List.of(LATENTS, wrong)) {
            harness.close();
            harness = new CacheHarness(STAGE, storage(), 1);
            harness.store(neighbour(storage(), latents));
            if (latents == LATENTS) {
                deleteFiles();
            }
            harness.send(run(near()));
            harness.send(new WorkerCommand.Cancel(near().id(), near().cacheKey(), 3));
            awaitAnswers(0, 2);
            assertThat(neighbours()).isEmpty();

            harness.send(run(near()));
            assertThat(harness.commands()).hasSize(3);
        }
    }

    @Test
    void aCommittedSavepointGoesOnWithLatents() throws Exception {
        neighbour(storage(), LATENTS);
        restoreFixture("dit-cache-3", 2);
        awaitAnswers(0, 9);

        assertThat(harness.commands())
                .filteredOn(command -> command.cacheKey().equals(near().cacheKey()))
                .singleElement()
                .satisfies(
                        run ->
                                assertThat(((WorkerCommand.Run) run).neighbours().members())
                                        .extracting(Neighbour::latents)
                                        .containsExactly(LATENTS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aCommittedSavepointGoesOnWithItsFiles(int parallelism) throws Exception {
        for (int i = 0; i < 4; i++) {
            new ContentStore(storage()).put(ByteString.copyFrom(data(i)));
        }
        restoreFixture("dit-cache-2", parallelism);
        awaitAnswers(8, 4);

        assertThat(harness.outcomes())
                .allSatisfy(
                        outcome ->
                                assertThat(outcome.output().data())
                                        .isEqualTo(data(number(outcome.task()))));
        assertThat(harness.commands()).allMatch(WorkerCommand.SlotReturn.class::isInstance);
    }

    @Test
    void aCommittedSavepointGoesOnWithoutItsFiles() throws Exception {
        restoreFixture("dit-cache-2", 2);
        awaitAnswers(0, 8);

        for (int i = 0; i < 4; i++) {
            GenerationTask task = task("t" + i, Priority.NORMAL);
            assertThat(harness.commands())
                    .filteredOn(command -> command.cacheKey().equals(task.cacheKey()))
                    .containsExactly(
                            run(task), new WorkerCommand.Attach(unslotted(task), task.id()));
        }
    }

    private void restoreFixture(String name, int parallelism) throws Exception {
        harness.close();
        OperatorSubtaskState savepoint = SavepointFixture.read(name);
        harness = new CacheHarness(STAGE, storage(), parallelism, savepoint);
    }

    private List<Neighbour> neighbours() {
        return ((WorkerCommand.Run) harness.commands().get(0)).neighbours().members();
    }

    private static StageConfig stage() {
        StageConfig usual = Tasks.stage(SchedulerType.FIFO, 10);
        return new StageConfig(
                usual.model(),
                1,
                1,
                usual.slots(),
                usual.prefetch(),
                usual.scheduler(),
                DitCacheConfig.DEFAULT.withApproximate(new ApproximateConfig(true, 0.1, 2)));
    }

    private static GenerationTask near() {
        CacheTerms terms = new CacheTerms(true, true, false, 0.5);
        return Tasks.sharing(task("near", Priority.NORMAL), "tenant", terms);
    }

    /** An entry whose picture is at hand and whose latents are not. */
    private static CacheEntry neighbour(CacheStorage storage, FinalLatents latents)
            throws IOException {
        Output output = new Output(data(9), "image/webp", 32, 32, List.of());
        CacheEntry whole =
                new CacheEntry(
                        near().cacheKey(),
                        "neighbour",
                        near().model(),
                        near().modelRevision(),
                        "tenant",
                        false,
                        near().params().prompt(),
                        0,
                        20,
                        output.withLatents(latents));
        OutboundRecord small =
                new CacheEntryRewriter()
                        .withReferences(
                                new CacheEntryEncoder().encode(whole, 0),
                                data(9).length,
                                new ContentStore(storage)::put);
        return new CacheEntryDecoder()
                .decode(new InboundRecord("t", 0, 0, 0, small.key(), small.value(), List.of()));
    }

    private static void sendAll(CacheHarness cache) throws Exception {
        for (int i = 0; i < 4; i++) {
            GenerationTask task = task("t" + i, Priority.NORMAL);
            cache.send(run(task));
            cache.send(new WorkerCommand.Attach(unslotted(task), task.id()));
        }
    }

    private void awaitAnswers(int outcomes, int commands) {
        await().pollInSameThread()
                .untilAsserted(
                        () -> {
                            harness.runMails();
                            assertThat(harness.outcomes()).hasSize(outcomes);
                            assertThat(harness.commands()).hasSize(commands);
                        });
    }

    private void deleteFiles() throws IOException {
        for (Path file : files()) {
            Files.delete(file);
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    private CacheStorage storage() {
        return new CacheStorage(directory.toString(), 1);
    }

    private static List<GenerationTask> tasks() {
        return IntStream.range(0, 20).mapToObj(i -> task("t" + i, Priority.NORMAL)).toList();
    }

    private static int number(GenerationTask task) {
        return Integer.parseInt(task.id().requestId().substring(1));
    }

    private static byte[] data(int number) {
        return new byte[] {1, 2, (byte) number};
    }

    private static CacheEntry inFile(CacheStorage storage, GenerationTask task, int number)
            throws IOException {
        String uri = new ContentStore(storage).put(ByteString.copyFrom(data(number)));
        return entry(task, new Output(new byte[0], "image/webp", 32, 32, List.of()).at(uri));
    }

    private static CacheEntry entry(GenerationTask task, Output output) {
        return new CacheEntry(
                task.cacheKey(),
                task.fingerprint(),
                task.model(),
                task.modelRevision(),
                task.tenant(),
                0,
                20,
                output);
    }

    private static WorkerCommand.Run run(GenerationTask task) {
        return new WorkerCommand.Run(task, 3, true, RunTerms.DEFAULT, 40, 100);
    }

    private static WorkerCommand.Run unslotted(GenerationTask task) {
        return new WorkerCommand.Run(task, 3, false, RunTerms.DEFAULT, 40, 100);
    }
}
