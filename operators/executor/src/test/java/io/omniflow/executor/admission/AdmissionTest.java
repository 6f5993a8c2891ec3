package io.omniflow.executor.admission;

import static io.omniflow.executor.testing.TestRecords.MODEL;
import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static io.omniflow.executor.testing.TestRecords.json;
import static io.omniflow.executor.testing.TestRecords.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.CacheDefaults;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.InitImage;
import io.omniflow.core.request.LevelAlternative;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.stepcache.QualityLevels;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.executor.wire.RefusedRequest;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import io.omniflow.v1.StepCacheOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

    private static final StepCacheSpec HIGH =
            new StepCacheSpec(StepCacheKind.EASY, 0.05, "", StepCacheLimits.DEFAULT, "high", 0.7);

    private static final ByteString PNG =
            ByteString.copyFrom(
                    ByteBuffer.allocate(24)
                            .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})
                            .putInt(13)
                            .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                            .putInt(64)
                            .putInt(64)
                            .array());

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC);

    private final Admission admission = admission(MODEL);

    @Test
    void fillsWhatIsAbsentFromTheModel() {
        GenerationTask task = admitted(inbound(request("r"))).get(0);

        assertThat(task.id()).isEqualTo(new TaskId("r", 0));
        assertThat(task.count()).isEqualTo(1);
        assertThat(task.model()).isEqualTo("shapes");
        assertThat(task.modelRevision()).isEqualTo("rev-1");
        assertThat(task.image().width()).isEqualTo(64);
        assertThat(task.image().steps()).isEqualTo(20);
        assertThat(task.image().guidanceScale()).isEqualTo(4.0);
        assertThat(task.priority()).isEqualTo(io.omniflow.core.request.Priority.NORMAL);
        assertThat(task.deadlineMs()).isZero();
        assertThat(task.createdMs()).isEqualTo(NOW_MS - 5);
    }

    @Test
    void takesWhatIsGiven() {
        GenerationTask task =
                admitted(
                                inbound(
                                        request("r")
                                                .setModel("shapes")
                                                .setNegativePrompt("blurry")
                                                .setSize("32x128")
                                                .setNumInferenceSteps(7)
                                                .setGuidanceScale(0)
                                                .setSeed(-3)
                                                .setPriority(Priority.PRIORITY_LOW)
                                                .setTenant("acme")
                                                .setDeadlineMs(NOW_MS + 1)
                                                .setOutputFormat("png")))
                        .get(0);

        assertThat(task.params())
                .isEqualTo(
                        new io.omniflow.core.request.GenerationParams(
                                "a red circle", "blurry", 32, 128, 7, 0.0, -3));
        assertThat(task.priority()).isEqualTo(io.omniflow.core.request.Priority.LOW);
        assertThat(task.tenant()).isEqualTo("acme");
        assertThat(task.deadlineMs()).isEqualTo(NOW_MS + 1);
    }

    @Test
    void takesHowTheCacheIsUsed() {
        CacheOptions.Builder options =
                CacheOptions.newBuilder()
                        .setScope("shared")
                        .setRead(true)
                        .setNoStore(true)
                        .setSimilarity(0.9);

        assertThat(admitted(inbound(request("r"))).get(0).cache()).isEqualTo(CacheTerms.DEFAULT);
        assertThat(admitted(inbound(request("r").setCache(options))).get(0).cache())
                .isEqualTo(new CacheTerms(true, false, true, 0.9));
    }

    @Test
    void takesStepCacheSamplerAndPicture() {
        GenerationTask task =
                leveled(
                        request("r")
                                .setScheduler("Other")
                                .setImage(PNG)
                                .setStrength(0.5)
                                .setNumInferenceSteps(40)
                                .setCache(step(s -> s.setPolicy("easy").setThreshold(0.2))));

        assertThat(task.image().scheduler()).isEqualTo("Other");
        assertThat(task.params().init()).isEqualTo(new InitImage(PNG.toByteArray(), 0.5));
        assertThat(task.params().stepCache().kind()).isEqualTo(StepCacheKind.EASY);
        assertThat(task.params().stepCache().threshold()).isEqualTo(0.2);
        assertThat(task.params().stepCache().limits().warmupSteps()).isEqualTo(2);
        assertThat(task.alternatives()).isEmpty();
    }

    @Test
    void aLevelComesWithTheLevelsDownToTheBoundAndTheirFingerprints() {
        GenerationTask own =
                leveled(
                        request("r")
                                .setSeed(1)
                                .setQuality("exact")
                                .setCache(step(s -> s.setAdaptive("fast"))));
        GenerationTask fast = leveled(request("s").setSeed(1).setQuality("fast"));
        GenerationTask high = leveled(request("t").setSeed(1).setQuality("high"));
        GenerationTask byName =
                leveled(
                        request("u")
                                .setSeed(1)
                                .setCache(step(s -> s.setPolicy("easy").setWarmupSteps(1))));

        assertThat(own.alternatives())
                .containsExactly(
                        new LevelAlternative(HIGH, high.fingerprint()),
                        new LevelAlternative(fast.params().stepCache(), fast.fingerprint()));
        assertThat(own.at(fast.fingerprint()).params()).isEqualTo(fast.params());
        assertThat(byName.fingerprint())
                .as("a level and its policy by name give the same picture")
                .isEqualTo(high.fingerprint());
    }

    /** Whoever tries an example of the documentation gets a picture. */
    @Test
    void theExamplesOfTheDocumentationAreAdmitted() throws IOException {
        String text = Files.readString(Path.of("../../docs/requests.md"));
        List<String> examples =
                Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                        .matcher(text)
                        .results()
                        .map(match -> match.group(1))
                        .toList();

        assertThat(examples).hasSize(6);
        assertThat(examples)
                .allSatisfy(
                        example ->
                                assertThat(leveled().decide(json(example)))
                                        .isInstanceOf(Decision.Admitted.class));
    }

    @Test
    void theCostOfAFixedPatternIsKnown() {
        GenerationTask named = leveled(request("r").setQuality("fast").setNumInferenceSteps(28));
        GenerationTask digits =
                leveled(
                        request("r")
                                .setNumInferenceSteps(10)
                                .setCache(step(s -> s.setPolicy("mask").setPattern("1100100001"))));

        assertThat(named.params().stepCache().effort()).isEqualTo(11 / 28.0);
        assertThat(digits.params().stepCache().effort()).isEqualTo(0.4);
    }

    @Test
    void aPictureLeavesFewerStepsToCache() {
        GenerationRequest.Builder request =
                request("r").setNumInferenceSteps(16).setImage(PNG).setQuality("high");

        assertThat(leveled(request.clone().setStrength(0.5)).params().stepCache())
                .isEqualTo(StepCacheSpec.OFF);
        assertThat(leveled(request.clone().setStrength(0.6)).params().stepCache()).isEqualTo(HIGH);
    }

    @Test
    void splitsARequestIntoImagesWithConsecutiveSeeds() {
        List<GenerationTask> tasks = admitted(inbound(request("r").setN(3).setSeed(10)));

        assertThat(tasks).extracting(task -> task.id().index()).containsExactly(0, 1, 2);
        assertThat(tasks).extracting(task -> task.params().seed()).containsExactly(10L, 11L, 12L);
        assertThat(tasks).extracting(GenerationTask::count).containsOnly(3);
        assertThat(tasks).extracting(GenerationTask::fingerprint).doesNotHaveDuplicates();
        assertThat(tasks.stream().map(GenerationTask::cacheKey).distinct()).hasSize(1);
        assertThat(tasks.stream().map(GenerationTask::requestFingerprint).distinct()).hasSize(1);
    }

    @Test
    void aRedeliveredRequestPaintsTheSamePicture() {
        assertThat(admitted(inbound(request("r")))).isEqualTo(admitted(inbound(request("r"))));
        assertThat(admitted(inbound(request("s"))).get(0).params().seed())
                .isNotEqualTo(admitted(inbound(request("r"))).get(0).params().seed());
    }

    @Test
    void theFingerprintLeavesOutWhoAsksAndHowUrgently() {
        GenerationTask one = admitted(inbound(request("r").setSeed(1))).get(0);
        GenerationTask other =
                admitted(
                                inbound(
                                        request("s")
                                                .setSeed(1)
                                                .setTenant("acme")
                                                .setUser("eve")
                                                .setPartialImages(3)
                                                .putLabels("a", "b")
                                                .setDeadlineMs(NOW_MS + 9)
                                                .setPriority(Priority.PRIORITY_HIGH)))
                        .get(0);

        assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
        assertThat(one.previews()).isZero();
        assertThat(other.previews()).isEqualTo(3);
        assertThat(other.requestFingerprint()).isNotEqualTo(one.requestFingerprint());
    }

    @Test
    void anyFieldButTheIdChangesTheFingerprintOfTheRequest() {
        GenerationRequest.Builder base =
                request("r")
                        .setModel("shapes")
                        .setN(2)
                        .setSeed(1)
                        .setTenant("a")
                        .putLabels("k", "v")
                        .putLabels("l", "w");
        String fingerprint = requestFingerprint(base);

        assertThat(requestFingerprint(base.clone().setId("s"))).isEqualTo(fingerprint);
        assertThat(requestFingerprint(base.clone().clearLabels().putLabels("l", "w")))
                .isNotEqualTo(fingerprint);
        assertThat(
                        requestFingerprint(
                                base.clone().clearLabels().putLabels("l", "w").putLabels("k", "v")))
                .isEqualTo(fingerprint);
        assertThat(requestFingerprint(base.clone().setN(3))).isNotEqualTo(fingerprint);
        assertThat(requestFingerprint(base.clone().setPriority(Priority.PRIORITY_NORMAL)))
                .isNotEqualTo(fingerprint);
        assertThat(requestFingerprint(base.clone().setDeadlineMs(NOW_MS + 1)))
                .isNotEqualTo(fingerprint);
    }

    @Test
    void takesTheRecordKeyForAnIdOnlyIfThereIsNone() {
        byte[] value = request("").build().toByteArray();

        assertThat(admitted(inbound("from-key", value)).get(0).id().requestId())
                .isEqualTo("from-key");
        assertThat(admitted(inbound(request("r"))).get(0).id().requestId()).isEqualTo("r");
    }

    @Test
    void aRequestThatNoResultCanBeKeyedByIsADeadLetter() {
        byte[] value = request("").build().toByteArray();
        byte[] notText = {(byte) 0xFF};
        InboundRecord binaryKey = new InboundRecord("t", 0, 0, NOW_MS, notText, value, List.of());

        assertThat(dead(inbound(null, value)).code()).isEqualTo(ErrorCode.INVALID_ID);
        assertThat(dead(inbound("", value)).code()).isEqualTo(ErrorCode.INVALID_ID);
        assertThat(dead(binaryKey).code()).isEqualTo(ErrorCode.INVALID_ID);
        assertThat(dead(inbound(request("a b"))).message()).contains("'a b'");
        assertThat(dead(inbound(request("x".repeat(129)))).code()).isEqualTo(ErrorCode.INVALID_ID);
    }

    @Test
    void whatIsNoRequestIsADeadLetter() {
        assertThat(dead(inbound((byte[]) null)).code()).isEqualTo(ErrorCode.UNPARSEABLE);
        assertThat(dead(inbound(new byte[] {1, 2, 3})).code()).isEqualTo(ErrorCode.UNPARSEABLE);
        assertThat(dead(json("{\"n\": \"many\"}")).code()).isEqualTo(ErrorCode.UNPARSEABLE);
        assertThat(dead(json("[]")).code()).isEqualTo(ErrorCode.UNPARSEABLE);
    }

    @Test
    void anUnknownFieldOfAJsonRequestIsAnswered() {
        RefusedRequest field = refusal(admission.decide(json("{\"id\": \"r\", \"promt\": \"x\"}")));
        RefusedRequest priority =
                refusal(admission.decide(json("{\"id\": \"r\", \"priority\": \"high\"}")));

        assertThat(field.id()).isEqualTo("r");
        assertThat(field.error().code()).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(field.error().message()).contains("promt");
        assertThat(priority.error().code()).isEqualTo(ErrorCode.INVALID_PRIORITY);
    }

    @Test
    void anEmptyModelMeansTheOnlyOne() {
        assertThat(admitted(inbound(request("r")))).hasSize(1);

        ModelSpec other = new ModelSpec("other", "r2", "/b", 64, 64, 16, 64, 8, 4, 4, 1, 1, 10, 1);
        Decision decision = admission(MODEL, other).decide(inbound(request("r")));

        assertThat(refusal(decision).error().code()).isEqualTo(ErrorCode.UNKNOWN_MODEL);
        assertThat(refusal(decision).error().message()).contains("[other, shapes]");
    }

    @Test
    void refusesAnUnknownModelAndShowsItShortened() {
        TaskError error = rejected(request("r").setModel("x".repeat(5000)));

        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_MODEL);
        assertThat(error.message()).contains("[shapes]").hasSizeLessThan(250);
    }

    @Test
    void refusesEachBrokenRuleWithItsCode() {
        Map<GenerationRequest.Builder, ErrorCode> cases = new LinkedHashMap<>();
        cases.put(request("r").setPrompt(""), ErrorCode.INVALID_PROMPT);
        cases.put(request("r").setPrompt("p".repeat(1 << 20)), ErrorCode.INVALID_PROMPT);
        cases.put(request("r").setNegativePrompt("p".repeat(1001)), ErrorCode.INVALID_PROMPT);
        cases.put(request("r").setN(0), ErrorCode.INVALID_N);
        cases.put(request("r").setN(-1), ErrorCode.INVALID_N);
        cases.put(request("r").setN(11), ErrorCode.INVALID_N);
        cases.put(request("r").setSize("60x64"), ErrorCode.INVALID_SIZE);
        cases.put(request("r").setSize("big"), ErrorCode.INVALID_SIZE);
        cases.put(request("r").setNumInferenceSteps(0), ErrorCode.INVALID_STEPS);
        cases.put(request("r").setNumInferenceSteps(10_000), ErrorCode.INVALID_STEPS);
        cases.put(request("r").setGuidanceScale(Double.NaN), ErrorCode.INVALID_GUIDANCE);
        cases.put(request("r").setGuidanceScale(21), ErrorCode.INVALID_GUIDANCE);
        cases.put(request("r").setPriorityValue(99), ErrorCode.INVALID_PRIORITY);
        cases.put(request("r").setOutputFormat("jpeg"), ErrorCode.INVALID_OUTPUT_FORMAT);
        cases.put(request("r").setTenant("t".repeat(129)), ErrorCode.INVALID_FIELD);
        cases.put(request("r").setUser("u".repeat(257)), ErrorCode.INVALID_FIELD);
        cases.put(request("r").putLabels("", "v"), ErrorCode.INVALID_FIELD);
        cases.put(request("r").setPartialImages(-1), ErrorCode.INVALID_FIELD);
        cases.put(request("r").setPartialImages(9), ErrorCode.INVALID_FIELD);
        cases.put(request("r").setScheduler("Euler"), ErrorCode.INVALID_SCHEDULER);
        cases.put(request("r").setQuality("best"), ErrorCode.INVALID_QUALITY);
        cases.put(
                request("r").setCache(step(s -> s.setAdaptive("fast"))), ErrorCode.INVALID_QUALITY);
        cases.put(
                request("r").setCache(step(s -> s.setPolicy("lazy"))),
                ErrorCode.INVALID_STEP_CACHE);
        cases.put(
                request("r").setCache(step(s -> s.setThreshold(0.1))),
                ErrorCode.INVALID_STEP_CACHE);
        cases.put(request("r").setImage(ByteString.EMPTY), ErrorCode.INVALID_IMAGE);
        cases.put(request("r").setImage(PNG).setSize("64x32"), ErrorCode.INVALID_IMAGE);
        cases.put(
                request("r").setImage(PNG).setCache(CacheOptions.newBuilder().setSimilarity(0.9)),
                ErrorCode.INVALID_CACHE_OPTION);
        cases.put(
                request("r").setCache(CacheOptions.newBuilder().setScope("all")),
                ErrorCode.INVALID_CACHE_OPTION);
        cases.put(
                request("r").setCache(step(s -> s.setPolicy("tea"))), ErrorCode.INVALID_STEP_CACHE);
        cases.put(request("r").setStrength(0.5), ErrorCode.INVALID_IMAGE);

        cases.forEach(
                (request, code) -> {
                    TaskError error = rejected(request);
                    assertThat(error.code()).isEqualTo(code);
                    assertThat(error.message()).hasSizeLessThan(300);
                });
    }

    @Test
    void aRefusedRequestKeepsWhatIsValidForItsResult() {
        Decision decision =
                admission.decide(
                        inbound(
                                request("r")
                                        .setN(0)
                                        .setTenant("acme")
                                        .setPriority(Priority.PRIORITY_HIGH)
                                        .build()
                                        .toByteArray(),
                                RecordHeader.of("ce_correlationid", "c-1")));

        RefusedRequest refused = refusal(decision);
        assertThat(refused.id()).isEqualTo("r");
        assertThat(refused.model()).isEqualTo("shapes");
        assertThat(refused.modelRevision()).isEqualTo("rev-1");
        assertThat(refused.status()).isEqualTo(TaskStatus.REJECTED);
        assertThat(refused.priority()).isEqualTo(io.omniflow.core.request.Priority.HIGH);
        assertThat(refused.tenant()).isEqualTo("acme");
        assertThat(refused.headers()).containsEntry("ce_correlationid", "c-1");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, NOW_MS - 1, NOW_MS})
    void aRequestWhoseDeadlineIsPastExpires(long deadlineMs) {
        Decision decision = admission.decide(inbound(request("r").setDeadlineMs(deadlineMs)));

        assertThat(refusal(decision).status()).isEqualTo(TaskStatus.EXPIRED);
        assertThat(refusal(decision).error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void theEarlierOfDeadlineAndExpiryTimeCounts() {
        String expiry = Instant.ofEpochMilli(NOW_MS + 500).toString();
        RecordHeader header = RecordHeader.of("ce_expirytime", expiry);
        GenerationRequest.Builder later = request("r").setDeadlineMs(NOW_MS + 900);

        assertThat(admitted(inbound(request("r").build().toByteArray(), header)).get(0))
                .returns(NOW_MS + 500, GenerationTask::deadlineMs);
        assertThat(admitted(inbound(later.build().toByteArray(), header)).get(0))
                .returns(NOW_MS + 500, GenerationTask::deadlineMs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tomorrow", "2026-01-01", "+999999999-12-31T23:59:59Z"})
    void refusesAMalformedExpiryTime(String time) {
        InboundRecord record =
                inbound(request("r").build().toByteArray(), RecordHeader.of("ce_expirytime", time));

        assertThat(refusal(admission.decide(record)).error().code())
                .isEqualTo(ErrorCode.INVALID_FIELD);
    }

    @Test
    void refusesHeadersThatAreTooLargeAndLeavesThemOutOfTheResult() {
        InboundRecord record =
                inbound(
                        request("r").build().toByteArray(),
                        RecordHeader.of("x", "v".repeat(20_000)));

        RefusedRequest refused = refusal(admission.decide(record));
        assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(refused.headers()).isEmpty();
    }

    @Test
    void neverThrowsWhateverTheBytes() {
        Random random = new Random(5);
        byte[] valid = request("r").setSize("64x64").setN(2).build().toByteArray();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = valid.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Decision decision = admission.decide(inbound(bytes));
            if (decision instanceof Decision.DeadLettered dead) {
                assertThat(dead.error().code())
                        .as(new String(bytes, StandardCharsets.ISO_8859_1))
                        .isNotEqualTo(ErrorCode.INTERNAL);
            }
        }
    }

    private static GenerationTask leveled(GenerationRequest.Builder request) {
        Decision decision = leveled().decide(inbound(request));
        assertThat(decision).isInstanceOf(Decision.Admitted.class);
        return ((Decision.Admitted) decision).tasks().get(0);
    }

    private static Admission leveled() {
        Map<String, StepCacheSpec> levels = new LinkedHashMap<>();
        levels.put("exact", StepCacheSpec.OFF);
        levels.put("high", HIGH);
        levels.put(
                "fast",
                new StepCacheSpec(
                        StepCacheKind.MASK, 0, "fast", StepCacheLimits.DEFAULT, "fast", 0.5));
        ModelSpec model =
                new ModelSpec(
                        "shapes",
                        "rev-1",
                        "/b",
                        64,
                        64,
                        16,
                        128,
                        8,
                        20,
                        100,
                        4.0,
                        20.0,
                        1000,
                        10,
                        100,
                        List.of("FlowMatchEulerDiscreteScheduler", "Other"),
                        new QualityLevels(levels, "exact"));
        return admission(model);
    }

    private static CacheOptions step(UnaryOperator<StepCacheOptions.Builder> options) {
        return CacheOptions.newBuilder()
                .setStep(options.apply(StepCacheOptions.newBuilder()))
                .build();
    }

    private static Admission admission(ModelSpec... models) {
        Map<String, ModelSpec> byName = new LinkedHashMap<>();
        for (ModelSpec model : models) {
            byName.put(model.name(), model);
        }
        return new Admission(byName, EngineConfig.DEFAULT, CacheDefaults.NONE, CLOCK);
    }

    private List<GenerationTask> admitted(InboundRecord record) {
        Decision decision = admission.decide(record);
        assertThat(decision).isInstanceOf(Decision.Admitted.class);
        return ((Decision.Admitted) decision).tasks();
    }

    private TaskError rejected(GenerationRequest.Builder request) {
        RefusedRequest refused = refusal(admission.decide(inbound(request)));
        assertThat(refused.status()).isEqualTo(TaskStatus.REJECTED);
        return refused.error();
    }

    private static RefusedRequest refusal(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Refused.class);
        return ((Decision.Refused) decision).request();
    }

    private TaskError dead(InboundRecord record) {
        Decision decision = admission.decide(record);
        assertThat(decision).isInstanceOf(Decision.DeadLettered.class);
        return ((Decision.DeadLettered) decision).error();
    }

    private String requestFingerprint(GenerationRequest.Builder request) {
        return admitted(inbound(request)).get(0).requestFingerprint();
    }
}
