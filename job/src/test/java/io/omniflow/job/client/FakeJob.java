package io.omniflow.job.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.kafka.TestingKafka;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.CancelReport;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.Error;
import io.omniflow.v1.Finished;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.PartialImage;
import io.omniflow.v1.Progress;
import io.omniflow.v1.Queued;
import io.omniflow.v1.Started;
import io.omniflow.v1.Status;
import io.omniflow.v1.StatusReport;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Answers on a broker's topics as a job would, without computing anything. The first word of a
 * prompt tells how: {@code hold} starts and waits for a release or a cancellation, {@code full},
 * {@code late} and {@code wrong} are refused, everything else becomes a picture of one colour; of
 * {@code partly} the second output fails.
 */
public final class FakeJob implements AutoCloseable {

    /** The model that makes pictures. */
    public static final String MODEL = "shapes";

    /** The model that writes texts: its prompts in capitals, a token for each word. */
    public static final String TEXT_MODEL = "words";

    /** Width and height of each picture. */
    public static final int SIDE = 16;

    private static final int STEPS = 4;

    private final KafkaConfig.Topics topics;

    private final KafkaProducer<String, byte[]> producer;

    private final KafkaConsumer<byte[], byte[]> consumer;

    private final Map<String, GenerationRequest> held = new ConcurrentHashMap<>();

    private final Map<String, GenerationRequest> seen = new ConcurrentHashMap<>();

    private final Thread thread;

    private final CountDownLatch closing = new CountDownLatch(1);

    private final FakeTexts texts = new FakeTexts(this::send);

    private FakeJob(String bootstrapServers, KafkaConfig.Topics topics) {
        this.topics = topics;
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
                        new StringSerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> read =
                List.of(
                        new TopicPartition(topics.requests(), 0),
                        new TopicPartition(topics.control(), 0));
        consumer.assign(read);
        consumer.seekToBeginning(read);
        thread = new Thread(this::run, "fake-job");
        thread.start();
    }

    /** Creates topics that start with the prefix, and answers on them. */
    public static FakeJob start(String bootstrapServers, String prefix) {
        TestingKafka kafka = new TestingKafka(bootstrapServers);
        KafkaConfig.Topics topics = topics(prefix);
        kafka.create(topics.requests(), 1);
        kafka.create(topics.control(), 1);
        kafka.create(topics.events(), 2);
        kafka.create(topics.results(), 2);
        return new FakeJob(bootstrapServers, topics);
    }

    /** Returns the names of topics that start with the prefix. */
    public static KafkaConfig.Topics topics(String prefix) {
        return new KafkaConfig.Topics(
                prefix + ".requests",
                prefix + ".control",
                prefix + ".results",
                prefix + ".events",
                prefix + ".cache",
                prefix + ".dlq");
    }

    /** Returns the requests that were received, by id. */
    public Map<String, GenerationRequest> seen() {
        return seen;
    }

    /** Returns the ids that are held. */
    public List<String> held() {
        return List.copyOf(held.keySet());
    }

    /** Tells so many steps of a request that is held. */
    public void tick(String id, int steps) {
        GenerationRequest request = held.get(id);
        for (int step = 1; step <= steps; step++) {
            int now = step;
            event(request, 2 + step, e -> e.setProgress(progress(now).toBuilder().setSteps(steps)));
        }
    }

    /** Completes a request that is held. */
    public void release(String id) {
        complete(held.remove(id));
    }

    /** Returns the colour of the picture that answers a prompt with a seed. */
    public static Color colour(String prompt, long seed) {
        return new Color((prompt + seed).hashCode() & 0xffffff);
    }

    private void run() {
        try (consumer) {
            while (closing.getCount() > 0) {
                consumer.poll(Duration.ofMillis(500)).forEach(this::accept);
            }
        } catch (WakeupException e) {
            // The end.
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(topics.control())) {
                control(ControlCommand.parseFrom(record.value()));
            } else {
                GenerationRequest request = GenerationRequest.parseFrom(record.value());
                if (seen.put(request.getId(), request) == null) {
                    request(request);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void request(GenerationRequest request) {
        String prompt = request.getPrompt();
        if (!List.of("", MODEL, TEXT_MODEL).contains(request.getModel())) {
            String message = "no stage serves '" + request.getModel() + "'; there is 'shapes'";
            end(request, Status.STATUS_REJECTED, "UNKNOWN_MODEL", message);
        } else if (prompt.startsWith("full")) {
            end(request, Status.STATUS_REJECTED, "QUEUE_FULL", "10 requests wait, at most 10 may");
        } else if (prompt.startsWith("late")) {
            end(request, Status.STATUS_EXPIRED, "DEADLINE_EXCEEDED", "the deadline has passed");
        } else if (prompt.startsWith("wrong")) {
            end(request, Status.STATUS_REJECTED, "INVALID_SIZE", "size '7x7' is no multiple of 16");
        } else {
            begin(request);
        }
    }

    private void begin(GenerationRequest request) {
        if (request.getModel().equals(TEXT_MODEL)) {
            texts.begin(request);
        } else {
            paint(request);
        }
        if (request.getPrompt().startsWith("hold")) {
            held.put(request.getId(), request);
        } else {
            complete(request);
        }
    }

    private void paint(GenerationRequest request) {
        event(request, 1, e -> e.setQueued(Queued.newBuilder().setPosition(3)));
        event(request, 2, e -> e.setStarted(Started.newBuilder()));
        event(request, 3, e -> e.setProgress(progress(1)));
        for (int i = 0; i < request.getPartialImages(); i++) {
            int index = i;
            event(request, 4 + i, e -> e.setPartialImage(preview(request, index)));
        }
    }

    /** Returns the colour of a preview of the picture that answers a prompt. */
    public static Color previewColour(String prompt, int index) {
        return new Color((prompt + "/" + index).hashCode() & 0xffffff);
    }

    private static PartialImage preview(GenerationRequest request, int index) {
        return PartialImage.newBuilder()
                .setPartialImageIndex(index)
                .setStep(index + 1)
                .setSteps(STEPS)
                .setData(picture(previewColour(request.getPrompt(), index)))
                .setMediaType("image/png")
                .setWidth(SIDE)
                .setHeight(SIDE)
                .build();
    }

    private void complete(GenerationRequest request) {
        if (request.getModel().equals(TEXT_MODEL)) {
            texts.complete(request);
            return;
        }
        for (int step = 2; step <= STEPS; step++) {
            int now = step;
            event(request, 2 + step, e -> e.setProgress(progress(now)));
        }
        Status done = Status.STATUS_COMPLETED;
        event(request, 100, e -> e.setFinished(Finished.newBuilder().setStatus(done)));
        GenerationResult.Builder result =
                GenerationResult.newBuilder()
                        .setRequestId(request.getId())
                        .setModel(MODEL)
                        .setModelRevision("rev1")
                        .setTenant(request.getTenant())
                        .setCreatedMs(1_700_000_000_000L)
                        .setCompletedMs(1_700_000_001_000L)
                        .setStatus(Status.STATUS_COMPLETED);
        for (int i = 0; i < Math.max(1, request.getN()); i++) {
            result.addOutputs(output(request, i));
        }
        send(topics.results(), request.getId(), result(request, result));
    }

    /** Returns a result, of which the second output fails where the prompt says so. */
    static GenerationResult result(GenerationRequest request, GenerationResult.Builder result) {
        if (!request.getPrompt().startsWith("partly")) {
            return result.build();
        }
        Error why = Error.newBuilder().setCode("NOT_FINITE").setMessage("no number").build();
        Output failed =
                Output.newBuilder()
                        .setIndex(1)
                        .setStatus(Status.STATUS_FAILED)
                        .setError(why)
                        .build();
        return result.setOutputs(1, failed)
                .setStatus(Status.STATUS_FAILED)
                .setError(Error.newBuilder().setCode("PARTIAL_FAILURE"))
                .build();
    }

    private static Output output(GenerationRequest request, int index) {
        long seed = request.getSeed() + index;
        return Output.newBuilder()
                .setIndex(index)
                .setStatus(Status.STATUS_COMPLETED)
                .setData(picture(colour(request.getPrompt(), seed)))
                .setMediaType("image/png")
                .setWidth(SIDE)
                .setHeight(SIDE)
                .setSeed(seed)
                .setSteps(STEPS)
                .setCache(CacheReport.newBuilder().setKind(CacheReport.Kind.KIND_NONE))
                .setFingerprint("f" + index)
                .build();
    }

    private static ByteString picture(Color colour) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, SIDE, SIDE);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    private static Progress progress(int step) {
        return Progress.newBuilder().setStep(step).setSteps(STEPS).build();
    }

    private void control(ControlCommand command) {
        ControlReply.Builder reply =
                ControlReply.newBuilder()
                        .setCommandId(command.getCommandId())
                        .setStage(MODEL)
                        .setOk(true);
        if (command.hasCancel()) {
            GenerationRequest given = held.remove(command.getCancel().getRequestId());
            if (given != null) {
                end(given, Status.STATUS_CANCELLED, "CANCELLED", "cancelled by a command");
            }
            reply.setCancel(CancelReport.newBuilder().setForwarded(given == null ? 0 : 1));
        } else {
            reply.setStatus(
                    StatusReport.newBuilder()
                            .setStage(MODEL)
                            .setModel(MODEL)
                            .setModelRevision("rev1")
                            .setHealthy(true));
        }
        GenerationEvent event = GenerationEvent.newBuilder().setControlReply(reply).build();
        send(topics.events(), command.getCommandId(), event);
    }

    private void end(GenerationRequest request, Status status, String code, String message) {
        send(
                topics.results(),
                request.getId(),
                GenerationResult.newBuilder()
                        .setRequestId(request.getId())
                        .setTenant(request.getTenant())
                        .setStatus(status)
                        .setError(Error.newBuilder().setCode(code).setMessage(message))
                        .build());
    }

    private void event(
            GenerationRequest request, long sequence, Consumer<GenerationEvent.Builder> what) {
        GenerationEvent.Builder event =
                GenerationEvent.newBuilder()
                        .setRequestId(request.getId())
                        .setModel(MODEL)
                        .setTimeMs(1_700_000_000_000L + sequence)
                        .setSequence(sequence);
        what.accept(event);
        send(topics.events(), request.getId(), event.build());
    }

    private void send(String key, MessageLite message) {
        boolean isResult = message instanceof GenerationResult;
        send(isResult ? topics.results() : topics.events(), key, message);
    }

    private void send(String topic, String key, MessageLite message) {
        producer.send(new ProducerRecord<>(topic, key, message.toByteArray()));
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        consumer.wakeup();
        thread.join();
        producer.close();
    }
}
