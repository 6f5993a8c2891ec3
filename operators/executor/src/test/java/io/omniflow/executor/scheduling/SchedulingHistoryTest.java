package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.v1.CacheEpoch.Scope;
import io.omniflow.v1.Cancel;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.InvalidateCache;
import io.omniflow.v1.Pause;
import io.omniflow.v1.Resume;
import io.omniflow.v1.UpdateConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of arrivals, redeliveries, cancellations, stored outputs, invalidations,
 * configurations, reports, checkpoints, failures and savepoints, of which some are given up. After
 * a failure the workers start from the same checkpoint and the inputs behind it come again.
 */
class SchedulingHistoryTest {

    private static final int OPERATIONS = 250;
    private static final int SLOTS = 2;
    private static final int CAPACITY = 3;

    private Random random;
    private SchedulingHarness harness;
    private SchedulingLedger ledger;
    private int commandsRead;
    private int outcomesRead;
    private final List<Input> inputs = new ArrayList<>();
    private final List<List<GenerationTask>> requests = new ArrayList<>();
    private OperatorSubtaskState checkpoint;
    private SchedulingLedger atCheckpoint;

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyTaskHasOneFate(int seed) throws Exception {
        random = new Random(seed);
        harness = new SchedulingHarness(limited(stage(one(SchedulerType.values()), 40)));
        ledger = new SchedulingLedger(2);
        takeCheckpoint();
        for (int i = 0; i < OPERATIONS; i++) {
            operate();
            read();
        }
        settle();
        harness.close();

        List<TaskId> all = new ArrayList<>();
        requests.forEach(request -> request.forEach(task -> all.add(task.id())));
        assertThat(ledger.fates()).containsOnlyKeys(all);
    }

    private void operate() throws Exception {
        switch (random.nextInt(28)) {
            case 0, 1, 2, 3, 4, 5 -> arrive(newRequest());
            case 6 -> redeliver();
            case 7, 8 -> give(cancel("r" + random.nextInt(requests.size() + 3)));
            case 9, 10, 11, 12, 13 -> work();
            case 14, 15 -> harness.time(harness.now() + random.nextInt(4_000));
            case 16 -> give(configure());
            case 17 -> takeCheckpoint();
            case 18 -> give(invalidate());
            case 19 -> fail(checkpoint, atCheckpoint);
            case 20, 21, 22, 23, 24, 25 -> give(store());
            case 26 -> give(invalidateElsewhere());
            default -> stop();
        }
    }

    private List<GenerationTask> newRequest() {
        int count = 1 + random.nextInt(3);
        String id = "r" + requests.size();
        long deadlineMs = random.nextInt(4) == 0 ? harness.now() + 1 + random.nextInt(9_000) : 0;
        Priority priority = one(Priority.values());
        String tenant = "tenant" + random.nextInt(3);
        CacheTerms terms = terms(random);
        List<GenerationTask> tasks = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            String content = "f" + random.nextInt(10);
            tasks.add(
                    new GenerationTask(
                            new TaskId(id, index),
                            count,
                            Tasks.MODEL,
                            "rev1",
                            new GenerationParams(content, "", 32, 32, 20, 2.0, 1),
                            priority,
                            tenant,
                            deadlineMs,
                            1,
                            content,
                            "request-" + id,
                            "key-" + content,
                            terms,
                            List.of(),
                            Map.of()));
        }
        requests.add(tasks);
        return tasks;
    }

    private void arrive(List<GenerationTask> request) throws Exception {
        for (GenerationTask task : request) {
            give(() -> arrive(task));
        }
    }

    private void arrive(GenerationTask task) throws Exception {
        boolean first = task.id().index() == 0;
        boolean mustPass = first && ledger.mustPass(task, SLOTS, harness.now());
        harness.arrive(task);
        read();
        if (mustPass) {
            assertThat(ledger.hasPassed(task.id())).as("%s goes past", task.id()).isTrue();
        }
    }

    /** The cache topic tells of an output, often not of the newest. */
    private Input store() {
        SchedulingInput.Stored stored =
                new SchedulingInput.Stored(
                        Tasks.MODEL,
                        "rev1",
                        "f" + random.nextInt(10),
                        "tenant" + random.nextInt(3),
                        random.nextBoolean(),
                        Math.max(0, harness.now() - random.nextInt(3_000)),
                        1_000);
        return () -> {
            ledger.known().stored(stored);
            harness.tell(stored);
        };
    }

    private Input invalidateElsewhere() {
        long beforeMs = Math.max(0, harness.now() - random.nextInt(3_000));
        InvalidateCache what = what();
        return () -> {
            CacheEpoch epoch = epoch(what, beforeMs);
            ledger.known().invalidated(epoch);
            harness.tell(new SchedulingInput.Invalidated(epoch));
        };
    }

    /** A rejected request may come again and be taken, which would be another fate. */
    private void redeliver() throws Exception {
        if (requests.isEmpty()) {
            return;
        }
        for (GenerationTask task : requests.get(random.nextInt(requests.size()))) {
            give(
                    () -> {
                        if (!ledger.isRejected(task.id().requestId())) {
                            harness.arrive(task);
                        }
                    });
        }
    }

    private Input cancel(String requestId) {
        return () -> {
            ledger.cancelled(requestId, harness.now());
            harness.command(command().setCancel(Cancel.newBuilder().setRequestId(requestId)));
        };
    }

    private Input invalidate() {
        InvalidateCache what = what();
        return () -> {
            ledger.known().invalidated(epoch(what, harness.now()));
            harness.command(command().setInvalidateCache(what));
        };
    }

    private static CacheEpoch epoch(InvalidateCache what, long beforeMs) {
        String scope = what.getScope().name().substring("SCOPE_".length());
        return new CacheEpoch(CacheEpoch.Scope.valueOf(scope), what.getName(), beforeMs);
    }

    private InvalidateCache what() {
        InvalidateCache.Builder what = InvalidateCache.newBuilder();
        switch (random.nextInt(4)) {
            case 0 -> what.setScope(Scope.SCOPE_ALL);
            case 1 -> what.setScope(Scope.SCOPE_MODEL).setName(Tasks.MODEL);
            case 2 -> what.setScope(Scope.SCOPE_TENANT).setName("tenant" + random.nextInt(3));
            default -> what.setScope(Scope.SCOPE_FINGERPRINT).setName("f" + random.nextInt(10));
        }
        return what.build();
    }

    private Input configure() {
        ControlCommand.Builder command = command();
        switch (random.nextInt(4)) {
            case 0 -> {
                return pause();
            }
            case 1, 2 -> {
                return resume();
            }
            default -> {
                String type = one(SchedulerType.values()).name().toLowerCase(Locale.ROOT);
                command.setUpdateConfig(
                        UpdateConfig.newBuilder().putValues("scheduler.type", type));
            }
        }
        return () -> harness.command(command);
    }

    private Input pause() {
        return () -> {
            ledger.known().paused(true);
            harness.command(command().setPause(Pause.getDefaultInstance()));
        };
    }

    private Input resume() {
        return () -> {
            ledger.known().paused(false);
            harness.command(command().setResume(Resume.getDefaultInstance()));
        };
    }

    private void work() {
        SimulatedWorker worker = ledger.workers().get(random.nextInt(2));
        if (random.nextBoolean()) {
            worker.endOne(random);
        }
        worker.report(harness, CAPACITY, SLOTS);
    }

    private void takeCheckpoint() throws Exception {
        checkpoint = harness.snapshot();
        read();
        atCheckpoint = ledger.recovered();
        inputs.clear();
    }

    private void fail(OperatorSubtaskState state, SchedulingLedger then) throws Exception {
        harness.restart(state);
        commandsRead = 0;
        outcomesRead = 0;
        ledger = then.recovered();
        for (Input input : inputs) {
            input.give();
            read();
        }
    }

    /** Stops with a savepoint and starts from it, or gives it up. */
    private void stop() throws Exception {
        OperatorSubtaskState savepoint = harness.stopWithSavepoint();
        read();
        SchedulingLedger then = ledger.recovered();
        for (int i = random.nextInt(4); i > 0; i--) {
            work();
            harness.time(harness.now() + random.nextInt(2_000));
        }
        assertThat(harness.commands()).hasSize(commandsRead);
        assertThat(harness.outcomes()).hasSize(outcomesRead);
        if (random.nextBoolean()) {
            harness.abort();
        } else {
            checkpoint = savepoint;
            atCheckpoint = then;
            inputs.clear();
            fail(savepoint, then);
        }
    }

    private void settle() throws Exception {
        give(resume());
        for (int i = 0; i < 2_000 && ledger.fates().size() < taskCount(); i++) {
            work();
            read();
            harness.time(harness.now() + 10);
        }
    }

    private int taskCount() {
        return requests.stream().mapToInt(List::size).sum();
    }

    private void give(Input input) throws Exception {
        inputs.add(input);
        input.give();
        read();
    }

    private void read() {
        List<WorkerCommand> commands = harness.commands();
        for (; commandsRead < commands.size(); commandsRead++) {
            ledger.emitted(commands.get(commandsRead), harness.now());
        }
        List<TaskOutcome> outcomes = harness.outcomes();
        for (; outcomesRead < outcomes.size(); outcomesRead++) {
            ledger.emitted(outcomes.get(outcomesRead));
        }
        ledger.checkWorkers(CAPACITY + SLOTS, harness.now());
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static ControlCommand.Builder command() {
        return ControlCommand.newBuilder().setCommandId("c");
    }

    private static StageConfig limited(StageConfig stage) {
        SchedulerConfig config =
                stage.scheduler()
                        .withRememberedIds(10_000, 3_600_000)
                        .with(Map.of("scheduler.request-timeout", "20 s"));
        return new StageConfig(
                stage.model(),
                stage.parallelism(),
                stage.cacheParallelism(),
                stage.slots(),
                stage.prefetch(),
                config,
                stage.cache());
    }

    /** An arrival or a command, which comes again after a failure. */
    private interface Input {
        void give() throws Exception;
    }
}
