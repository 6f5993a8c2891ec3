package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.job.logging.LogCapture;
import io.omniflow.v1.CacheEntry;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.HalfTensor;
import io.omniflow.v1.Status;
import io.omniflow.worker.testing.TestingModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that can be wrong with a record, and what comes out; the job never restarts. */
class BadInputITCase {

    private static final long SLOW_STEP_MS = 5_000;

    private static final String PROMPT = "a picture of what nobody else should know";

    private static final byte[] GARBAGE = {(byte) 0xff, 1, 2, 3};

    private static final byte[] NAN = {0, 0x7e};

    @TempDir Path directory;

    @Test
    void everyBadRecordIsAnsweredOrDeadLetteredAndTheJobGoesOn() {
        try (LogCapture log = LogCapture.start();
                TestingJob job = TestingJob.start(directory)) {
            job.submit(
                    TestingJob.stage(1, 2, DitCacheConfig.DEFAULT),
                    () -> new TestingModel(1),
                    null);
            Map<String, GenerationRequest> invalid = invalidRequests();
            job.send(invalid.values().toArray(GenerationRequest[]::new));
            List<ProducerRecord<String, byte[]>> unparseable = unparseable();
            job.kafka().sendAll(unparseable);
            job.send(partlyFailing(), request("good", r -> {}));

            Map<String, GenerationResult> results = job.awaitResults(invalid.size() + 2);
            invalid.forEach((code, request) -> assertRefused(results.get(request.getId()), code));
            assertPartialFailure(results.get("partial"));
            assertThat(results.get("good").getStatus()).isEqualTo(Status.STATUS_COMPLETED);
            assertDeadLetters(job, unparseable);

            assertRedeliveryAndReuse(job, unparseable.size());
            assertExactHit(job, results.size());
            assertThat(job.restores()).as("the job was never restored").isZero();
            assertThatTheTopicWarmsAJobWithoutState(job);
            assertLines(log);
        }
    }

    private static void assertLines(LogCapture log) {
        for (String prompt : List.of(PROMPT, TestingModel.FAIL_ODD_SEEDS, "xxxxxxxx")) {
            assertThat(log.leaks(prompt)).as("lines with the prompt '%s'", prompt).isEmpty();
        }
        assertThat(log.of("good"))
                .as("who tells of a request, and of its prompt at DEBUG")
                .anyMatch(line -> line.text().contains(PROMPT))
                .extracting(line -> line.logger().replaceAll(".*\\.", ""))
                .contains(
                        "AdmissionFunction",
                        "Arrivals",
                        "Releases",
                        "Lives",
                        "OutputEncoder",
                        "DeliveryOperator");
        assertThat(log.of("partial"))
                .filteredOn(LogCapture.Line::isUsual)
                .singleElement()
                .satisfies(line -> assertThat(line.text()).contains("partial#1", "NOT_FINITE"));
        assertThat(log.lines())
                .filteredOn(line -> !line.request().isEmpty())
                .as("an id that stayed on a thread")
                .allMatch(line -> line.logger().startsWith("io.omniflow."));
    }

    /** One invalid request for each code, by its code; the id is the code too. */
    private static Map<String, GenerationRequest> invalidRequests() {
        Map<String, Consumer<GenerationRequest.Builder>> changes = new LinkedHashMap<>();
        changes.put("INVALID_STEPS", r -> r.setNumInferenceSteps(0));
        changes.put("INVALID_SIZE", r -> r.setSize("33x32"));
        changes.put("INVALID_PROMPT", r -> r.setPrompt("x".repeat(1 << 20)));
        changes.put("INVALID_GUIDANCE", r -> r.setGuidanceScale(Double.NaN));
        changes.put("UNKNOWN_MODEL", r -> r.setModel("no-such-model"));
        changes.put("INVALID_PRIORITY", r -> r.setPriorityValue(77));
        changes.put("DEADLINE_EXCEEDED", r -> r.setDeadlineMs(1_000));
        changes.put("INVALID_N", r -> r.setN(1_000));
        changes.put("INVALID_OUTPUT_FORMAT", r -> r.setOutputFormat("bmp"));
        Map<String, GenerationRequest> requests = new LinkedHashMap<>();
        changes.forEach((code, change) -> requests.put(code, request(code, change)));
        return requests;
    }

    private static List<ProducerRecord<String, byte[]>> unparseable() {
        byte[] whole = request("truncated", r -> {}).toByteArray();
        byte[] cut = Arrays.copyOf(whole, whole.length - 3);
        byte[] nameless = request("", r -> {}).toByteArray();
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        records.add(new ProducerRecord<>(TestingJob.REQUESTS, "garbage", GARBAGE));
        records.add(new ProducerRecord<>(TestingJob.REQUESTS, "truncated", cut));
        records.add(new ProducerRecord<>(TestingJob.REQUESTS, "null-value", null));
        records.add(new ProducerRecord<>(TestingJob.REQUESTS, null, nameless));
        records.add(new ProducerRecord<>(TestingJob.CONTROL, "control", GARBAGE));
        records.add(new ProducerRecord<>(TestingJob.CACHE, "cache", GARBAGE));
        records.add(new ProducerRecord<>(TestingJob.CACHE, "key:of-nan:@", notFinite()));
        return records;
    }

    /** An entry whose latents would spoil every generation that starts from them. */
    private static byte[] notFinite() {
        HalfTensor.Builder latents = HalfTensor.newBuilder().addAllShape(List.of(1, 1, 1, 1));
        return CacheEntry.newBuilder()
                .setKey("key")
                .setFingerprint("of-nan")
                .setModel(TestingJob.MODEL)
                .setModelRevision("rev1")
                .setPrompt("a picture")
                .setData(ByteString.copyFrom(GARBAGE))
                .setMediaType("application/octet-stream")
                .setWidth(32)
                .setHeight(32)
                .setSteps(5)
                .setLatents(latents.setData(ByteString.copyFrom(NAN)))
                .setEmbedding(HalfTensor.newBuilder().addShape(1).setData(ByteString.copyFrom(NAN)))
                .build()
                .toByteArray();
    }

    private static GenerationRequest partlyFailing() {
        return request("partial", r -> r.setPrompt(TestingModel.FAIL_ODD_SEEDS).setSeed(2).setN(3));
    }

    private static void assertRefused(GenerationResult result, String code) {
        Status status =
                code.equals("DEADLINE_EXCEEDED") ? Status.STATUS_EXPIRED : Status.STATUS_REJECTED;
        assertThat(result.getStatus()).as(code).isEqualTo(status);
        assertThat(result.getError().getCode()).isEqualTo(code);
        assertThat(result.getError().getMessage()).isNotEmpty().hasSizeLessThan(500);
    }

    private static void assertPartialFailure(GenerationResult result) {
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_FAILED);
        assertThat(result.getError().getCode()).isEqualTo("PARTIAL_FAILURE");
        assertThat(result.getOutputsList())
                .extracting(output -> output.getStatus())
                .containsExactly(
                        Status.STATUS_COMPLETED, Status.STATUS_FAILED, Status.STATUS_COMPLETED);
        assertThat(result.getOutputs(1).getError().getCode()).isEqualTo("NOT_FINITE");
    }

    private static void assertDeadLetters(
            TestingJob job, List<ProducerRecord<String, byte[]>> sent) {
        List<ConsumerRecord<byte[], byte[]>> letters =
                job.kafka().readCommitted(TestingJob.DEAD_LETTERS, sent.size());
        assertThat(letters).hasSameSizeAs(sent);
        for (ProducerRecord<String, byte[]> record : sent) {
            ConsumerRecord<byte[], byte[]> letter =
                    letters.stream()
                            .filter(l -> record.topic().equals(header(l, "__dlq.errors.topic")))
                            .filter(l -> Arrays.equals(bytes(record.key()), l.key()))
                            .findFirst()
                            .orElseThrow();
            assertThat(letter.value()).isEqualTo(record.value());
            assertThat(header(letter, "__dlq.errors.message")).isNotEmpty();
            assertThat(header(letter, "omniflow.errors.code")).isNotEmpty();
        }
    }

    private static void assertRedeliveryAndReuse(TestingJob job, int deadLetters) {
        job.send(request("good", r -> {}), request("good", r -> r.setSeed(77)));
        List<ConsumerRecord<byte[], byte[]>> letters =
                job.kafka().readCommitted(TestingJob.DEAD_LETTERS, deadLetters + 1);

        ConsumerRecord<byte[], byte[]> reused = letters.get(deadLetters);
        assertThat(header(reused, "omniflow.errors.code")).isEqualTo("ID_REUSED");
        assertThat(reused.value()).isEqualTo(request("good", r -> r.setSeed(77)).toByteArray());
        await().atMost(TestingJob.PATIENCE)
                .until(() -> job.events().stream().anyMatch(GenerationEvent::hasIdReused));
        assertThat(job.events()).anyMatch(GenerationEvent::hasDuplicate);
    }

    private static void assertExactHit(TestingJob job, int before) {
        job.send(request("again", r -> {}));
        Map<String, GenerationResult> results = job.awaitResults(before + 1);

        GenerationResult again = results.get("again");
        assertThat(again.getOutputs(0).getCache().getKind()).isEqualTo(CacheReport.Kind.KIND_EXACT);
        assertThat(again.getOutputs(0).getData())
                .isEqualTo(results.get("good").getOutputs(0).getData());
    }

    /** Its model is so slow that only the cache can answer; it may not have read all at once. */
    private static void assertThatTheTopicWarmsAJobWithoutState(TestingJob job) {
        Map<String, GenerationResult> before = job.awaitResults(1);
        long checkpoints = job.checkpoints();
        await().atMost(TestingJob.PATIENCE).until(() -> job.checkpoints() >= checkpoints + 2);
        job.awaitCommitted();
        job.stop();
        job.submit(
                TestingJob.stage(1, 2, DitCacheConfig.DEFAULT),
                () -> new TestingModel(SLOW_STEP_MS),
                null);
        AtomicInteger tries = new AtomicInteger();
        await().atMost(TestingJob.PATIENCE)
                .until(
                        () -> {
                            job.send(request("warmed" + tries.incrementAndGet(), r -> {}));
                            return job.results().size() > before.size();
                        });

        assertThat(job.results().stream().filter(r -> !before.containsKey(r.getRequestId())))
                .isNotEmpty()
                .allSatisfy(
                        warmed -> {
                            assertThat(warmed.getRequestId()).startsWith("warmed");
                            assertThat(warmed.getOutputs(0).getCache().getKind())
                                    .isEqualTo(CacheReport.Kind.KIND_EXACT);
                            assertThat(warmed.getOutputs(0).getData())
                                    .isEqualTo(before.get("good").getOutputs(0).getData());
                        });
    }

    private static GenerationRequest request(
            String id, Consumer<GenerationRequest.Builder> change) {
        GenerationRequest.Builder request =
                GenerationRequest.newBuilder()
                        .setId(id)
                        .setModel(TestingJob.MODEL)
                        .setPrompt(PROMPT)
                        .setNumInferenceSteps(5)
                        .setSeed(9);
        change.accept(request);
        return request.build();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String key) {
        Header header = record.headers().lastHeader(key);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String key) {
        return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }
}
