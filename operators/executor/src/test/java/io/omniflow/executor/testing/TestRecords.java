package io.omniflow.executor.testing;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.CacheKey;
import io.omniflow.core.request.Fingerprint;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.InitImage;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.v1.GenerationRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that tests of the edges start from. */
public final class TestRecords {

    /** A moment that tests take for now. */
    public static final long NOW_MS = 1_750_000_000_000L;

    /** The model of all tasks here. */
    public static final ModelSpec MODEL =
            new ModelSpec(
                    "shapes", "rev-1", "/b", 64, 64, 16, 128, 8, 20, 100, 4.0, 20.0, 1000, 10);

    /** A step cache by a quality level. */
    public static final StepCacheSpec EASY_HIGH =
            new StepCacheSpec(StepCacheKind.EASY, 0.1, "", StepCacheLimits.DEFAULT, "high", 0.5);

    private TestRecords() {}

    /** A request that breaks no rule. */
    public static GenerationRequest.Builder request(String id) {
        return GenerationRequest.newBuilder().setId(id).setPrompt("a red circle");
    }

    /** A record with a request as protobuf. */
    public static InboundRecord inbound(GenerationRequest.Builder request) {
        return inbound(request.build().toByteArray());
    }

    /** A record with a value, a key and these headers. */
    public static InboundRecord inbound(byte @Nullable [] value, RecordHeader... headers) {
        return inbound("key", value, headers);
    }

    /** A record with a value, this key and these headers. */
    public static InboundRecord inbound(
            @Nullable String key, byte @Nullable [] value, RecordHeader... headers) {
        byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return new InboundRecord(
                "omniflow.requests.v1", 3, 42, NOW_MS - 5, bytes, value, List.of(headers));
    }

    /** A record with a JSON text. */
    public static InboundRecord json(String text) {
        return inbound(
                text.getBytes(StandardCharsets.UTF_8),
                RecordHeader.of("content-type", "application/json; charset=utf-8"));
    }

    /** One image of a request of n. */
    public static GenerationTask task(String requestId, int index, int count) {
        GenerationParams params =
                new GenerationParams("a red circle", "", 64, 64, 20, 4.0, 7L + index);
        return new GenerationTask(
                new TaskId(requestId, index),
                count,
                MODEL.name(),
                MODEL.revision(),
                params,
                Priority.HIGH,
                "acme",
                0,
                NOW_MS - 5,
                Fingerprint.ofTask(MODEL.name(), MODEL.revision(), params, EngineConfig.DEFAULT),
                "request-fingerprint",
                CacheKey.of(MODEL.name(), MODEL.revision(), params),
                Map.of("traceparent", "00-1-2-01", "x-team", "blue"));
    }

    /** The same image with a step cache. */
    public static GenerationTask with(GenerationTask task, StepCacheSpec spec) {
        return with(task, task.image().withStepCache(spec));
    }

    /** The same image from a picture. */
    public static GenerationTask with(GenerationTask task, byte[] picture, double strength) {
        GenerationParams params = task.image();
        return with(
                task,
                new GenerationParams(
                        params.prompt(),
                        params.negativePrompt(),
                        params.width(),
                        params.height(),
                        params.steps(),
                        params.guidanceScale(),
                        params.seed(),
                        params.scheduler(),
                        params.stepCache(),
                        new InitImage(picture, strength)));
    }

    private static GenerationTask with(GenerationTask task, GenerationParams params) {
        return new GenerationTask(
                task.id(),
                task.count(),
                task.model(),
                task.modelRevision(),
                params,
                task.priority(),
                task.tenant(),
                task.deadlineMs(),
                task.createdMs(),
                task.fingerprint(),
                task.requestFingerprint(),
                task.cacheKey(),
                task.headers());
    }

    /** An image that completed with this many bytes. */
    public static TaskOutcome completed(GenerationTask task, int bytes) {
        return completed(task, bytes, StepCacheReport.NONE);
    }

    /** An image that completed with a step cache. */
    public static TaskOutcome completed(GenerationTask task, int bytes, StepCacheReport report) {
        byte[] data = new byte[bytes];
        data[0] = (byte) task.id().index();
        return new TaskOutcome(
                task,
                TaskStatus.COMPLETED,
                new Output(data, "image/png", 64, 64, List.of("a warning"), report),
                null,
                new TaskTimings(1, 2, 3 + task.id().index(), 4),
                CacheReport.MISS,
                0,
                0);
    }

    /** An image that failed. */
    public static TaskOutcome failed(GenerationTask task, TaskStatus status, ErrorCode code) {
        return TaskOutcome.failed(
                task, status, new TaskError(code, "because of " + code), TaskTimings.NONE);
    }

    /** The headers of a record by name; the last of those that share one. */
    public static Map<String, String> headers(OutboundRecord record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), header.text()));
        return headers;
    }

    /** The key of a record as text. */
    public static String key(OutboundRecord record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }
}
