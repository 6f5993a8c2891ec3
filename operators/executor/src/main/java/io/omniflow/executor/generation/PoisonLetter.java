package io.omniflow.executor.generation;

import com.google.protobuf.UnsafeByteOperations;
import io.omniflow.core.pipeline.StageReport;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.InitImage;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextSampling;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import io.omniflow.v1.StepCacheOptions;
import io.omniflow.v1.TextOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Rebuilds a request from a task whose record is long gone: one image with every value filled in,
 * so that it can be sent again once the reason is mended. It came from no topic. A task of a
 * pipeline becomes a request to the pipeline, with the prompt that its caller sent.
 */
final class PoisonLetter {

    private static final int NOWHERE = -1;

    private PoisonLetter() {}

    static InboundRecord origin(GenerationTask task) {
        return new InboundRecord(
                "",
                NOWHERE,
                NOWHERE,
                task.createdMs(),
                task.id().requestId().getBytes(StandardCharsets.UTF_8),
                request(task).toByteArray(),
                headers(task));
    }

    private static GenerationRequest request(GenerationTask task) {
        List<StageParams> asked = asked(task);
        GenerationRequest.Builder request =
                GenerationRequest.newBuilder()
                        .setId(task.id().requestId())
                        .setModel(
                                task.route().isPipeline() ? task.route().pipeline() : task.model())
                        .setPrompt(asked.get(0).prompt())
                        .setN(1)
                        .setSeed(task.params().seed())
                        .setPriority(Priority.valueOf("PRIORITY_" + task.priority().name()))
                        .setTenant(task.tenant());
        if (task.deadlineMs() > 0) {
            request.setDeadlineMs(task.deadlineMs());
        }
        for (StageParams params : asked) {
            if (params instanceof GenerationParams image) {
                picture(image, request);
            } else if (params instanceof TextParams text && !request.hasText()) {
                request.setText(options(text));
            }
        }
        return request.build();
    }

    /** Returns what was asked of each stage, as far as it is known, the first one first. */
    private static List<StageParams> asked(GenerationTask task) {
        List<StageParams> asked = new ArrayList<>();
        for (StageReport report : task.route().passed()) {
            if (report.asked() != null) {
                asked.add(report.asked());
            }
        }
        asked.add(task.params());
        task.route().next().forEach(leg -> asked.add(leg.params()));
        return asked;
    }

    private static TextOptions options(TextParams params) {
        TextSampling sampling = params.sampling();
        TextOptions.Builder options =
                TextOptions.newBuilder()
                        .setMaxTokens(params.maxTokens())
                        .setTemperature(sampling.temperature())
                        .setTopK(sampling.topK())
                        .setTopP(sampling.topP())
                        .setMinP(sampling.minP())
                        .setRepetitionPenalty(sampling.repetitionPenalty())
                        .setPresencePenalty(sampling.presencePenalty())
                        .setFrequencyPenalty(sampling.frequencyPenalty())
                        .addAllStop(params.stops())
                        .addAllStopTokenIds(params.stopIds())
                        .setIgnoreEos(params.ignoreEnd());
        if (sampling.logprobs() != TextSampling.NO_LOGPROBS) {
            options.setLogprobs(sampling.logprobs());
        }
        return options.build();
    }

    private static void picture(GenerationParams params, GenerationRequest.Builder request) {
        request.setNegativePrompt(params.negativePrompt())
                .setSize(params.width() + "x" + params.height())
                .setNumInferenceSteps(params.steps())
                .setGuidanceScale(params.guidanceScale())
                .setScheduler(params.scheduler());
        stepCache(params.stepCache(), request);
        InitImage init = params.init();
        if (init != null) {
            request.setImage(UnsafeByteOperations.unsafeWrap(init.data()))
                    .setStrength(init.strength());
        }
    }

    /** The level that the request got, or its policy with all that was resolved. */
    private static void stepCache(StepCacheSpec spec, GenerationRequest.Builder request) {
        if (!spec.level().isEmpty()) {
            request.setQuality(spec.level());
            return;
        }
        StepCacheOptions.Builder step =
                StepCacheOptions.newBuilder()
                        .setPolicy(spec.kind().text())
                        .setPattern(spec.pattern());
        if (spec.kind().hasThreshold()) {
            step.setThreshold(spec.threshold());
        }
        bounds(spec, step);
        request.setCache(CacheOptions.newBuilder().setStep(step));
    }

    private static void bounds(StepCacheSpec spec, StepCacheOptions.Builder step) {
        StepCacheLimits limits = spec.limits();
        if (spec.kind().hasThreshold()) {
            step.setWarmupSteps(limits.warmupSteps())
                    .setMaxConsecutive(limits.maxConsecutive())
                    .setMaxReused(limits.maxReused());
        }
        if (spec.kind() == StepCacheKind.FIRST_BLOCK) {
            step.setMaxAccumulated(limits.maxAccumulated())
                    .setFrontBlocks(limits.frontBlocks())
                    .setBackBlocks(limits.backBlocks());
        }
        if (spec.kind() == StepCacheKind.TAYLOR) {
            step.setOrder(limits.order());
        }
    }

    private static List<RecordHeader> headers(GenerationTask task) {
        List<RecordHeader> headers = new ArrayList<>();
        headers.add(RecordHeader.of("content-type", "application/protobuf"));
        new TreeMap<>(task.headers())
                .forEach(
                        (name, value) ->
                                headers.add(
                                        new RecordHeader(
                                                name,
                                                value.getBytes(StandardCharsets.ISO_8859_1))));
        return headers;
    }
}
