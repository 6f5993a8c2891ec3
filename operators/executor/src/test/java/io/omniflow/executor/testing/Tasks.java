package io.omniflow.executor.testing;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.OmniConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.pipeline.Route;
import io.omniflow.core.pipeline.StageReport;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.core.scheduling.QueueLimits;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.InboundRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Tasks and configurations for tests. */
public final class Tasks {

    /** The model and stage of all tasks. */
    public static final String MODEL = "shapes";

    private Tasks() {}

    /** A task of one image. */
    public static GenerationTask task(String id, Priority priority) {
        return task(id, 0, 1, priority, 0);
    }

    /** A task with everything that tests vary. */
    public static GenerationTask task(
            String id, int index, int count, Priority priority, long deadlineMs) {
        GenerationParams params = new GenerationParams("p-" + id, "", 32, 32, 20, 2.0, index);
        return new GenerationTask(
                new TaskId(id, index),
                count,
                MODEL,
                "rev1",
                params,
                priority,
                "tenant",
                deadlineMs,
                1,
                "fingerprint-" + id + "-" + index,
                "request-" + id,
                "key-" + id,
                Map.of("traceparent", "00-1"));
    }

    /** The same id with other content. */
    public static GenerationTask withRequestFingerprint(GenerationTask task, String fingerprint) {
        return new GenerationTask(
                task.id(),
                task.count(),
                task.model(),
                task.modelRevision(),
                task.params(),
                task.priority(),
                task.tenant(),
                task.deadlineMs(),
                task.createdMs(),
                task.fingerprint(),
                fingerprint,
                task.cacheKey(),
                task.headers());
    }

    /** A task of one image under another id that asks for the same output. */
    public static GenerationTask twin(String id, GenerationTask of) {
        return twin(id, of, of.priority(), 0);
    }

    /** A twin of a class and with a deadline of its own. */
    public static GenerationTask twin(
            String id, GenerationTask of, Priority priority, long deadlineMs) {
        return new GenerationTask(
                new TaskId(id, 0),
                1,
                of.model(),
                of.modelRevision(),
                of.params(),
                priority,
                of.tenant(),
                deadlineMs,
                of.createdMs(),
                of.fingerprint(),
                "request-" + id,
                of.cacheKey(),
                of.headers());
    }

    /** The task with other terms of sharing. */
    public static GenerationTask sharing(GenerationTask task, String tenant, CacheTerms terms) {
        return new GenerationTask(
                task.id(),
                task.count(),
                task.model(),
                task.modelRevision(),
                task.params(),
                task.priority(),
                tenant,
                task.deadlineMs(),
                task.createdMs(),
                task.fingerprint(),
                task.requestFingerprint(),
                task.cacheKey(),
                terms,
                task.alternatives(),
                task.headers());
    }

    /** Terms of sharing of all kinds. */
    public static CacheTerms terms(Random random) {
        return new CacheTerms(
                random.nextInt(8) > 0,
                random.nextInt(8) > 0,
                random.nextBoolean(),
                random.nextInt(3) > 0 ? 0 : 0.5 + random.nextInt(2) * 0.25);
    }

    /** The task on a way through a pipeline. */
    public static GenerationTask on(Route route, GenerationTask task) {
        return new GenerationTask(
                task.id(),
                task.count(),
                task.model(),
                task.modelRevision(),
                task.params(),
                task.priority(),
                task.tenant(),
                task.deadlineMs(),
                task.createdMs(),
                task.fingerprint(),
                task.requestFingerprint(),
                task.cacheKey(),
                task.cache(),
                task.alternatives(),
                task.headers(),
                route);
    }

    /** The task as it comes from a first stage "words" that wrote a text. */
    public static GenerationTask continued(GenerationTask task) {
        StageReport report =
                new StageReport(
                        "words",
                        "rev2",
                        "fingerprint of words",
                        7,
                        "a text",
                        null,
                        List.of(),
                        CacheReport.MISS,
                        new TaskTimings(1, 2, 3, 4),
                        0,
                        0);
        return on(new Route("write-and-paint", List.of(report), List.of()), task);
    }

    /** A task as it reaches scheduling, with its origin if it is the first image of a request. */
    public static AdmittedTask admitted(GenerationTask task) {
        if (task.route().isContinued()) {
            return new AdmittedTask(task, null);
        }
        byte[] value = ("bytes of " + task.id()).getBytes(StandardCharsets.UTF_8);
        InboundRecord origin = new InboundRecord("requests", 3, 17, 1, null, value, List.of());
        return new AdmittedTask(task, task.id().index() == 0 ? origin : null);
    }

    /** A stage with two slots and one prefetch on each of its workers. */
    public static StageConfig stage(SchedulerType type, int maxQueueSize) {
        ModelSpec model =
                new ModelSpec(
                        MODEL, "rev1", "unused", 32, 32, 4, 32, 4, 20, 200, 2.5, 20.0, 1000, 10);
        return new StageConfig(
                model,
                1,
                1,
                2,
                1,
                SchedulerConfig.DEFAULT
                        .withType(type)
                        .withLimits(QueueLimits.of(maxQueueSize))
                        .withRememberedIds(4, 10_000)
                        .with(Map.of("scheduler.strict", "true")),
                DitCacheConfig.DEFAULT);
    }

    /** A job of one stage that snapshots every step. */
    public static OmniConfig job(StageConfig stage) {
        return new OmniConfig(
                List.of(stage),
                EngineConfig.DEFAULT,
                new DeliveryConfig(1 << 20, "/tmp", 60_000),
                0,
                true);
    }
}
