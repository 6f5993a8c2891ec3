package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.config.StageConfig;
import io.omniflow.executor.generation.StepModelFactory;
import io.omniflow.job.embedded.EmbeddedException;
import io.omniflow.v1.CancelReport;
import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.StatusReport;
import io.omniflow.worker.testing.TestingModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A job that a test drives by its topics and whose model it can hurry and crash. One thread at a
 * time may use it.
 */
final class ScriptedJob implements AutoCloseable {

    /** More steps than anybody waits for, unless the model is hurried. */
    static final int MANY_STEPS = 1_000;

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration READ = Duration.ofMillis(20);

    private final TestingJob job;
    private final JournalReader reader;
    private final Journal journal;
    private final KafkaProducer<String, byte[]> producer;
    private final StepModelFactory models;
    private final Path hurry;
    private final Path crash;
    private final Path notes;
    private final Set<String> unanswered = new LinkedHashSet<>();
    private StageConfig stage;
    private int commands;

    private ScriptedJob(TestingJob job, Path directory, StageConfig stage, long stepMs) {
        this.job = job;
        this.reader = new JournalReader(job.bootstrapServers());
        this.journal = reader.journal();
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", job.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer());
        this.stage = stage;
        this.hurry = directory.resolve("hurry");
        this.crash = directory.resolve("crash");
        this.notes = directory.resolve("notes");
        this.models = models(stepMs, hurry.toString(), crash.toString(), notes.toString());
    }

    /** Starts broker, cluster and job; a step takes so long unless the model is hurried. */
    static ScriptedJob start(Path directory, StageConfig stage, long stepMs) {
        return start(directory, stage, stepMs, CacheStorage.INLINE);
    }

    /** The same with large outputs of cache entries in a storage. */
    static ScriptedJob start(Path directory, StageConfig stage, long stepMs, CacheStorage storage) {
        ScriptedJob job =
                new ScriptedJob(TestingJob.start(directory, storage), directory, stage, stepMs);
        job.submit(stage, null);
        return job;
    }

    private static StepModelFactory models(long stepMs, String hurry, String crash, String notes) {
        return () ->
                new NotingModel(
                        new CrashingModel<>(
                                new TestingModel(stepMs, Path.of(hurry)), Path.of(crash)),
                        Path.of(notes));
    }

    Journal journal() {
        return journal;
    }

    TestingJob job() {
        return job;
    }

    /** Starts another job with the same models and the same cache topic. */
    JobBeside beside() {
        return new JobBeside(job, stage, models);
    }

    /** Publishes requests in order. */
    void send(GenerationRequest... requests) {
        for (GenerationRequest request : requests) {
            unanswered.add(request.getId());
            send(TestingJob.REQUESTS, request.getId(), request);
        }
        producer.flush();
    }

    /** Makes steps take no time, or their time again. */
    void hurry(boolean on) {
        try {
            if (!on) {
                Files.deleteIfExists(hurry);
            } else if (!Files.exists(hurry)) {
                Files.createFile(hurry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns how many generations of a prompt were begun from nothing. */
    long begun(String prompt) {
        try {
            return Files.readAllLines(notes).stream().filter(prompt::equals).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the next step take its task down. */
    void crash() {
        try {
            if (!Files.exists(crash)) {
                Files.createFile(crash);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes a command and returns its id. */
    String publish(Consumer<ControlCommand.Builder> what) {
        ControlCommand.Builder command =
                ControlCommand.newBuilder().setCommandId("command-" + commands++);
        what.accept(command);
        send(TestingJob.CONTROL, command.getCommandId(), command.build());
        producer.flush();
        return command.getCommandId();
    }

    /** Publishes a command and returns its answer. */
    ControlReply ask(Consumer<ControlCommand.Builder> what) {
        String id = publish(what);
        await("an answer to " + id, () -> !journal.replies(id).isEmpty());
        return journal.replies(id).get(0);
    }

    /** Like {@link #ask} for a command that must be carried out. */
    ControlReply order(Consumer<ControlCommand.Builder> what) {
        ControlReply reply = ask(what);
        assertThat(reply.getOk()).as("%s", reply).isTrue();
        return reply;
    }

    CancelReport cancel(String id) {
        return order(command -> command.getCancelBuilder().setRequestId(id)).getCancel();
    }

    StatusReport status() {
        return order(command -> command.getGetStatusBuilder().setStage(TestingJob.MODEL))
                .getStatus();
    }

    ConfigReport configure(Map<String, String> values) {
        return order(command -> command.getUpdateConfigBuilder().putAllValues(values)).getConfig();
    }

    ConfigReport configuration() {
        return order(command -> command.getGetConfigBuilder().setStage(TestingJob.MODEL))
                .getConfig();
    }

    /** Takes the deployment's configuration again and releases waiting work. */
    void reset() {
        Map<String, String> empty = new TreeMap<>();
        configuration().getChangedList().forEach(key -> empty.put(key, ""));
        if (!empty.isEmpty()) {
            configure(empty);
        }
        order(command -> command.getResumeBuilder().setStage(TestingJob.MODEL));
    }

    /** Waits for the one result of a request. */
    GenerationResult awaitResult(String id) {
        await("a result of " + id, () -> !journal.results(id).isEmpty());
        return journal.results(id).get(0);
    }

    /** Waits until a request has more steps behind it than that. */
    void awaitStep(String id, int step) {
        awaitEvent(id, event -> event.getProgress().getStep() > step);
    }

    /** Waits for an event of a request and returns it. */
    GenerationEvent awaitEvent(String id, Predicate<GenerationEvent> which) {
        await("an event of " + id, () -> journal.events(id).stream().anyMatch(which));
        return journal.events(id).stream().filter(which).findFirst().orElseThrow();
    }

    void awaitQueued(String... ids) {
        for (String id : ids) {
            awaitEvent(id, GenerationEvent::hasQueued);
        }
    }

    void awaitStarted(String... ids) {
        for (String id : ids) {
            awaitEvent(id, GenerationEvent::hasStarted);
        }
    }

    /** Hurries until every request that was sent has a result. */
    void finishAll() {
        hurry(true);
        await("results of all requests", () -> unanswered().isEmpty());
        hurry(false);
    }

    /** Has all work end under the deployment's configuration, and all of that be committed. */
    void settle() {
        calm();
        reset();
        finishAll();
        long checkpoints = job.checkpoints();
        await("the last results", () -> job.checkpoints() >= checkpoints + 2);
    }

    /** Takes back a crash that has not happened. */
    private void calm() {
        try {
            Files.deleteIfExists(crash);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what there is to read. */
    void read() {
        reader.read(READ);
    }

    /** Returns the requests that were sent and have no result. */
    List<String> unanswered() {
        unanswered.removeIf(id -> !journal.results(id).isEmpty());
        return List.copyOf(unanswered);
    }

    /** Reads the journal until something is so. */
    void await(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(TestingJob.PATIENCE)
                .until(
                        () -> {
                            reader.read(POLL);
                            return condition.getAsBoolean();
                        });
    }

    /** Stops the job with a savepoint and runs it again from there. */
    void restart() {
        restart(stage);
    }

    /** Stops the job with a savepoint and runs another deployment of it from there. */
    void restart(StageConfig other) {
        calm();
        AtomicReference<Path> savepoint = new AtomicReference<>();
        await("a savepoint", () -> stopped(savepoint));
        submit(other, savepoint.get());
    }

    /** Stops the job when all is settled, and runs it again without any state. */
    void startAfresh() {
        settle();
        job.awaitCommitted();
        job.stop();
        submit(stage, null);
    }

    /** A job that is recovering from a crash cannot be stopped yet. */
    private boolean stopped(AtomicReference<Path> savepoint) {
        try {
            savepoint.set(job.stop());
            return true;
        } catch (EmbeddedException e) {
            return false;
        }
    }

    private void send(String topic, String key, MessageLite message) {
        producer.send(new ProducerRecord<>(topic, key, message.toByteArray()));
    }

    private void submit(StageConfig other, @Nullable Path savepoint) {
        stage = other;
        job.submit(other, models, savepoint);
    }

    @Override
    public void close() {
        producer.close();
        reader.close();
        job.close();
    }
}
