package io.omniflow.executor.admission;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static io.omniflow.executor.testing.TestRecords.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.CacheDefaults;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.TextLimits;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextSampling;
import io.omniflow.core.result.TaskError;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.StepCacheOptions;
import io.omniflow.v1.TextOptions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Requests for texts: what they mean, what names them, and what is refused. */
final class TextAdmissionTest {

    private static final TextSampling BY_DEFAULT = new TextSampling(0.7, 20, 0.9, 0, 1.1, 0, 0, -1);

    private static final ModelSpec WORDS =
            new ModelSpec("words", "rev-1", "/b", 1000, 4, new TextLimits(64, 100, 48, BY_DEFAULT));

    private static final Map<String, UnaryOperator<TextOptions.Builder>> OPTIONS =
            Map.ofEntries(
                    Map.entry("max_tokens", o -> o.setMaxTokens(9)),
                    Map.entry("temperature", o -> o.setTemperature(0.2)),
                    Map.entry("top_k", o -> o.setTopK(7)),
                    Map.entry("top_p", o -> o.setTopP(0.5)),
                    Map.entry("min_p", o -> o.setMinP(0.1)),
                    Map.entry("repetition_penalty", o -> o.setRepetitionPenalty(1.3)),
                    Map.entry("presence_penalty", o -> o.setPresencePenalty(0.5)),
                    Map.entry("frequency_penalty", o -> o.setFrequencyPenalty(-0.5)),
                    Map.entry("stop", o -> o.addStop("x")),
                    Map.entry("stop_token_ids", o -> o.addStopTokenIds(3)),
                    Map.entry("ignore_eos", o -> o.setIgnoreEos(true)),
                    Map.entry("logprobs", o -> o.setLogprobs(0)));

    private static final Map<String, UnaryOperator<GenerationRequest.Builder>> OF_PICTURES =
            Map.ofEntries(
                    Map.entry("negative_prompt", r -> r.setNegativePrompt("x")),
                    Map.entry("size", r -> r.setSize("64x64")),
                    Map.entry("num_inference_steps", r -> r.setNumInferenceSteps(3)),
                    Map.entry("guidance_scale", r -> r.setGuidanceScale(3)),
                    Map.entry("output_format", r -> r.setOutputFormat("png")),
                    Map.entry("image", r -> r.setImage(ByteString.copyFromUtf8("x"))),
                    Map.entry("strength", r -> r.setStrength(0.5)),
                    Map.entry("scheduler", r -> r.setScheduler("x")),
                    Map.entry("quality", r -> r.setQuality("fast")),
                    Map.entry("partial_images", r -> r.setPartialImages(1)),
                    Map.entry(
                            "cache.step",
                            r ->
                                    r.setCache(
                                            CacheOptions.newBuilder()
                                                    .setStep(
                                                            StepCacheOptions.newBuilder()
                                                                    .setPolicy("off")))),
                    Map.entry(
                            "cache.similarity",
                            r -> r.setCache(CacheOptions.newBuilder().setSimilarity(0.5))));

    private final Admission admission =
            new Admission(
                    Map.of("words", WORDS),
                    EngineConfig.DEFAULT,
                    CacheDefaults.NONE,
                    Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC));

    @Test
    void whatARequestDoesNotSayIsTheModels() {
        assertThat(tasks(request("a").setSeed(5)).get(0).params())
                .isEqualTo(
                        new TextParams(
                                "a red circle", 48, BY_DEFAULT, 5, List.of(), List.of(), false));
    }

    @Test
    void everyOptionIsPartOfTheFingerprint() {
        Set<String> fields =
                TextOptions.getDescriptor().getFields().stream()
                        .map(FieldDescriptor::getName)
                        .collect(Collectors.toSet());
        assertThat(OPTIONS.keySet()).isEqualTo(fields);

        Set<String> prints = new HashSet<>();
        prints.add(fingerprint(request("a").setSeed(5)));
        prints.add(fingerprint(request("a").setSeed(6)));
        OPTIONS.values().forEach(option -> prints.add(fingerprint(with(option).setSeed(5))));
        assertThat(prints).hasSize(OPTIONS.size() + 2);
    }

    @Test
    void theSeedOfAGreedyTextDecidesNothing() {
        UnaryOperator<TextOptions.Builder> greedy = o -> o.setTemperature(0);

        assertThat(fingerprint(with(greedy).setSeed(5)))
                .isEqualTo(fingerprint(with(greedy).setSeed(6)));
    }

    @Test
    void aTextIsItsOwnNeighbourhoodAndSeedsCountUp() {
        List<GenerationTask> tasks = tasks(request("a").setSeed(5).setN(3));

        assertThat(tasks).hasSize(3);
        assertThat(tasks.get(2).params().seed()).isEqualTo(7);
        assertThat(tasks)
                .allSatisfy(task -> assertThat(task.cacheKey()).isEqualTo(task.fingerprint()));
    }

    @Test
    void fieldsOfPicturesAreRefusedByName() {
        OF_PICTURES.forEach(
                (field, change) ->
                        assertThat(error(change.apply(request("a"))))
                                .isEqualTo(
                                        new TaskError(
                                                ErrorCode.INVALID_FIELD,
                                                "the field '"
                                                        + field
                                                        + "' is for pictures, but 'words' writes"
                                                        + " texts")));
    }

    @Test
    void optionsOutOfRangeAreRefusedWithTheirRange() {
        refused(o -> o.setMaxTokens(64), "max_tokens must be from 1 to 63, not '64'");
        refused(o -> o.setMaxTokens(0), "max_tokens must be from 1 to 63, not '0'");
        refused(o -> o.setTemperature(-0.1), "temperature must be from 0 to 100, not '-0.1'");
        refused(o -> o.setTemperature(Double.NaN), "temperature must be from 0 to 100, not 'NaN'");
        refused(o -> o.setTopK(-1), "top_k must be at least 0, not '-1'");
        refused(o -> o.setTopP(0), "top_p must be above 0 and at most 1, not '0.0'");
        refused(o -> o.setMinP(1.5), "min_p must be from 0 to 1, not '1.5'");
        refused(
                o -> o.setRepetitionPenalty(0),
                "repetition_penalty must be above 0 and at most 100, not '0.0'");
        refused(o -> o.setPresencePenalty(2.5), "presence_penalty must be from -2 to 2, not '2.5'");
        refused(
                o -> o.setFrequencyPenalty(-3),
                "frequency_penalty must be from -2 to 2, not '-3.0'");
        refused(o -> o.addStop(""), "each stop must be a text of 1 to 100 characters, not ''");
        refused(
                o -> o.addStopTokenIds(100),
                "each of stop_token_ids must be from 0 to 99, not '100'");
        refused(o -> o.setLogprobs(21), "logprobs must be from 0 to 20, not '21'");
    }

    private void refused(UnaryOperator<TextOptions.Builder> option, String message) {
        assertThat(error(with(option)))
                .isEqualTo(new TaskError(ErrorCode.INVALID_TEXT_OPTION, message));
    }

    private static GenerationRequest.Builder with(UnaryOperator<TextOptions.Builder> option) {
        return request("a").setText(option.apply(TextOptions.newBuilder()));
    }

    private TaskError error(GenerationRequest.Builder request) {
        Decision decision = admission.decide(inbound(request));
        assertThat(decision).isInstanceOf(Decision.Refused.class);
        return ((Decision.Refused) decision).request().error();
    }

    private String fingerprint(GenerationRequest.Builder request) {
        return tasks(request).get(0).fingerprint();
    }

    private List<GenerationTask> tasks(GenerationRequest.Builder request) {
        Decision decision = admission.decide(inbound(request));
        assertThat(decision).isInstanceOf(Decision.Admitted.class);
        return ((Decision.Admitted) decision).tasks();
    }
}
