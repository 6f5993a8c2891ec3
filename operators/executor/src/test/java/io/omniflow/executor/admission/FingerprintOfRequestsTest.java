package io.omniflow.executor.admission;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static io.omniflow.executor.testing.TestRecords.request;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.CacheDefaults;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.stepcache.QualityLevels;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import io.omniflow.v1.StepCacheOptions;
import io.omniflow.v1.TextOptions;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Changes one field of random requests, and sees whether that is another picture. */
class FingerprintOfRequestsTest {

    private static final int CASES = 100;

    private static final String STEP = "cache.step.";

    private static final Map<String, Change> PICTURE =
            Map.ofEntries(
                    entry("model", change(r -> r.setModel("other"))),
                    entry("prompt", change(r -> r.setPrompt(r.getPrompt() + "."))),
                    entry("negative_prompt", change(r -> r.setNegativePrompt("dark"))),
                    entry("size", change(r -> r.setSize("64x32"))),
                    entry("num_inference_steps", change(r -> r.setNumInferenceSteps(41))),
                    entry(
                            "guidance_scale",
                            change(r -> r.setGuidanceScale(Math.nextUp(r.getGuidanceScale())))),
                    entry("seed", change(r -> r.setSeed(r.getSeed() + 1))),
                    entry("scheduler", change(r -> r.setScheduler("Other"))),
                    entry("quality", change(r -> r.setQuality("high"))),
                    entry("image", change(r -> r.setImage(png(1)), r -> r.setImage(png(2)))),
                    entry("strength", change(r -> r.setImage(png(1)), r -> r.setStrength(0.7))),
                    entry(STEP + "policy", step(s -> s, s -> s.setPolicy("easy"))),
                    entry(STEP + "threshold", easy(s -> s.setThreshold(0.3))),
                    entry(STEP + "warmup_steps", easy(s -> s.setWarmupSteps(9))),
                    entry(STEP + "max_consecutive", easy(s -> s.setMaxConsecutive(2))),
                    entry(STEP + "max_reused", easy(s -> s.setMaxReused(2))),
                    entry(
                            STEP + "max_accumulated",
                            step(s -> s.setPolicy("first-block"), s -> s.setMaxAccumulated(0.1))),
                    entry(
                            STEP + "front_blocks",
                            step(s -> s.setPolicy("first-block"), s -> s.setFrontBlocks(2))),
                    entry(
                            STEP + "back_blocks",
                            step(s -> s.setPolicy("first-block"), s -> s.setBackBlocks(2))),
                    entry(
                            STEP + "pattern",
                            step(
                                    s -> s.setPolicy("mask").setPattern("slow"),
                                    s -> s.setPattern("fast"))),
                    entry(
                            STEP + "order",
                            step(
                                    s -> s.setPolicy("taylor").setPattern("slow").setOrder(1),
                                    s -> s.setOrder(2))));

    private static final Map<String, Change> NO_PICTURE =
            Map.ofEntries(
                    entry("id", change(r -> r.setId("other"))),
                    entry("n", change(r -> r.setN(3))),
                    entry("priority", change(r -> r.setPriority(Priority.PRIORITY_HIGH))),
                    entry("tenant", change(r -> r.setTenant("acme"))),
                    entry("deadline_ms", change(r -> r.setDeadlineMs(NOW_MS + 7))),
                    entry("output_format", change(r -> r.setOutputFormat("png"))),
                    entry("user", change(r -> r.setUser("somebody"))),
                    entry("labels", change(r -> r.putLabels("a", "b"))),
                    entry("partial_images", change(r -> r.setPartialImages(3))),
                    entry(STEP + "adaptive", step(s -> s, s -> s.setAdaptive("high"))),
                    entry("cache.scope", cache(c -> c.setScope("shared"))),
                    entry("cache.read", cache(c -> c.setRead(false))),
                    entry("cache.write", cache(c -> c.setWrite(false))),
                    entry("cache.no_store", cache(c -> c.setNoStore(true))),
                    entry("cache.similarity", cache(c -> c.setSimilarity(0.9))));

    private final Admission admission = admission();

    @Test
    void everyFieldOfARequestIsTried() {
        Set<String> tried = new TreeSet<>(PICTURE.keySet());
        tried.addAll(NO_PICTURE.keySet());

        leaves(TextOptions.getDescriptor(), "text.").forEach(tried::add);

        assertThat(tried).isEqualTo(leaves(GenerationRequest.getDescriptor(), ""));
    }

    @Test
    void theOptionsOfTextsAreNoneOfAPictures() {
        Decision decision =
                admission.decide(
                        inbound(
                                request("a")
                                        .setModel("shapes")
                                        .setText(TextOptions.newBuilder().setTopK(5))));

        assertThat(decision).isInstanceOf(Decision.Refused.class);
        assertThat(((Decision.Refused) decision).request().error().message())
                .isEqualTo("the field 'text' is for language models, but 'shapes' makes pictures");
    }

    @Test
    void whatChangesThePictureChangesTheFingerprint() {
        Random random = new Random(61);
        for (int i = 0; i < CASES; i++) {
            GenerationRequest request = random(random);
            PICTURE.forEach(
                    (name, change) ->
                            assertThat(after(change, request))
                                    .as("%s of %s", name, request)
                                    .isNotEqualTo(before(change, request)));
        }
    }

    @Test
    void whatDoesNotChangeThePictureDoesNotChangeTheFingerprint() {
        Random random = new Random(62);
        for (int i = 0; i < CASES; i++) {
            GenerationRequest request = random(random);
            NO_PICTURE.forEach(
                    (name, change) ->
                            assertThat(after(change, request))
                                    .as("%s of %s", name, request)
                                    .isEqualTo(before(change, request)));
        }
    }

    @Test
    void theImagesOfARequestAreThoseOfItsSeeds() {
        List<GenerationTask> three = tasks(request("a").setModel("shapes").setSeed(5).setN(3));
        List<GenerationTask> next = tasks(request("b").setModel("shapes").setSeed(6).setN(2));

        assertThat(three.get(1).fingerprint()).isEqualTo(next.get(0).fingerprint());
        assertThat(three.get(2).fingerprint()).isEqualTo(next.get(1).fingerprint());
        assertThat(new HashSet<>(three.stream().map(GenerationTask::fingerprint).toList()))
                .hasSize(3);
    }

    private String before(Change change, GenerationRequest request) {
        return fingerprint(change.base.apply(request.toBuilder()));
    }

    private String after(Change change, GenerationRequest request) {
        return fingerprint(change.field.apply(change.base.apply(request.toBuilder())));
    }

    private String fingerprint(GenerationRequest.Builder request) {
        return tasks(request).get(0).fingerprint();
    }

    private List<GenerationTask> tasks(GenerationRequest.Builder request) {
        Decision decision = admission.decide(inbound(request));
        assertThat(decision).isInstanceOf(Decision.Admitted.class);
        return ((Decision.Admitted) decision).tasks();
    }

    private static GenerationRequest random(Random random) {
        return request("r" + random.nextInt())
                .setModel("shapes")
                .setPrompt("prompt " + random.nextLong())
                .setNumInferenceSteps(40)
                .setGuidanceScale(random.nextDouble() * 10)
                .setSeed(random.nextLong())
                .setTenant("tenant-" + random.nextInt(3))
                .build();
    }

    private static Set<String> leaves(Descriptor type, String prefix) {
        Set<String> leaves = new TreeSet<>();
        for (FieldDescriptor field : type.getFields()) {
            boolean nested =
                    field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField();
            if (nested) {
                leaves.addAll(leaves(field.getMessageType(), prefix + field.getName() + "."));
            } else {
                leaves.add(prefix + field.getName());
            }
        }
        return leaves;
    }

    private static Change change(UnaryOperator<GenerationRequest.Builder> field) {
        return new Change(r -> r, field);
    }

    private static Change change(
            UnaryOperator<GenerationRequest.Builder> base,
            UnaryOperator<GenerationRequest.Builder> field) {
        return new Change(base, field);
    }

    private static Change cache(UnaryOperator<CacheOptions.Builder> options) {
        return change(r -> r.setCache(options.apply(r.getCacheBuilder())));
    }

    private static Change easy(UnaryOperator<StepCacheOptions.Builder> options) {
        return step(s -> s.setPolicy("easy").setThreshold(0.2), options);
    }

    private static Change step(
            UnaryOperator<StepCacheOptions.Builder> base,
            UnaryOperator<StepCacheOptions.Builder> field) {
        return change(r -> stepOf(r, base), r -> stepOf(r, field));
    }

    private static GenerationRequest.Builder stepOf(
            GenerationRequest.Builder request, UnaryOperator<StepCacheOptions.Builder> options) {
        CacheOptions.Builder cache = request.getCacheBuilder();
        return request.setCache(cache.setStep(options.apply(cache.getStepBuilder())));
    }

    private static ByteString png(int last) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(25)
                        .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})
                        .putInt(13)
                        .put(new byte[] {'I', 'H', 'D', 'R'})
                        .putInt(64)
                        .putInt(64)
                        .put((byte) last)
                        .array());
    }

    private static Admission admission() {
        Map<String, StepCacheSpec> levels = new LinkedHashMap<>();
        levels.put(StepCacheSpec.EXACT, StepCacheSpec.OFF);
        levels.put("high", StepCacheSpec.of(StepCacheKind.EASY, 0.05));
        QualityLevels quality = new QualityLevels(levels, StepCacheSpec.EXACT);
        Map<String, ModelSpec> models = new LinkedHashMap<>();
        for (String name : List.of("shapes", "other")) {
            models.put(name, model(name, quality));
        }
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC);
        return new Admission(models, EngineConfig.DEFAULT, CacheDefaults.NONE, clock);
    }

    private static ModelSpec model(String name, QualityLevels quality) {
        return new ModelSpec(
                name,
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
                quality);
    }

    /**
     * How a field is changed.
     *
     * @param base makes a request of which the field is a part
     * @param field changes it
     */
    private record Change(
            UnaryOperator<GenerationRequest.Builder> base,
            UnaryOperator<GenerationRequest.Builder> field) {}
}
