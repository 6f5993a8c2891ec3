package io.omniflow.executor.wire;

import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.v1.CacheReport.Kind;
import io.omniflow.v1.Error;
import io.omniflow.v1.Status;
import io.omniflow.v1.Timings;
import java.util.Optional;

/** The small values that several messages share. */
final class Messages {

    private Messages() {}

    static Status status(TaskStatus status) {
        return switch (status) {
            case COMPLETED -> Status.STATUS_COMPLETED;
            case FAILED -> Status.STATUS_FAILED;
            case REJECTED -> Status.STATUS_REJECTED;
            case EXPIRED -> Status.STATUS_EXPIRED;
            case CANCELLED -> Status.STATUS_CANCELLED;
        };
    }

    static io.omniflow.v1.Priority priority(Priority priority) {
        return switch (priority) {
            case HIGH -> io.omniflow.v1.Priority.PRIORITY_HIGH;
            case NORMAL -> io.omniflow.v1.Priority.PRIORITY_NORMAL;
            case LOW -> io.omniflow.v1.Priority.PRIORITY_LOW;
        };
    }

    static Error error(TaskError error) {
        return Error.newBuilder().setCode(error.code().name()).setMessage(error.message()).build();
    }

    static Timings timings(TaskTimings timings) {
        return Timings.newBuilder()
                .setQueuedMs(timings.queuedMs())
                .setScheduledMs(timings.scheduledMs())
                .setStepsMs(timings.stepsMs())
                .setDecodedMs(timings.decodedMs())
                .setTotalMs(totalMs(timings))
                .build();
    }

    static long totalMs(TaskTimings timings) {
        return timings.queuedMs() + timings.scheduledMs() + timings.stepsMs() + timings.decodedMs();
    }

    /**
     * What a step cache did for a task, by the name of the task's own level: an equal picture may
     * have been asked for by another one. Empty if there was none to do anything.
     */
    static Optional<io.omniflow.v1.StepCacheReport> stepCache(
            GenerationTask task, StepCacheReport report) {
        StepCacheSpec spec = task.params().stepCache();
        return spec.kind() == StepCacheKind.OFF && report.spared() == 0
                ? Optional.empty()
                : Optional.of(stepCache(report.at(spec.level())));
    }

    static io.omniflow.v1.StepCacheReport stepCache(StepCacheReport report) {
        return io.omniflow.v1.StepCacheReport.newBuilder()
                .setPolicy(report.policy())
                .setLevel(report.level())
                .setBlockEvaluations(report.evaluations())
                .setBlockEvaluationsSpared(report.spared())
                .setPattern(report.pattern())
                .build();
    }

    static StepCacheReport stepCache(io.omniflow.v1.StepCacheReport report) {
        return new StepCacheReport(
                report.getPolicy(),
                report.getLevel(),
                report.getBlockEvaluations(),
                report.getBlockEvaluationsSpared(),
                report.getPattern());
    }

    /** What the cache did for a task; its worker says from what its generation started. */
    static io.omniflow.v1.CacheReport cache(TaskOutcome outcome) {
        Output output = outcome.output();
        if (output != null
                && outcome.cache().kind() == CacheReport.Kind.NONE
                && !output.approximation().equals(Approximation.NONE)) {
            return io.omniflow.v1.CacheReport.newBuilder()
                    .setKind(Kind.KIND_APPROXIMATE)
                    .setStepsReused(output.approximation().stepsReused())
                    .setSourceFingerprint(output.approximation().fingerprint())
                    .setSimilarity(output.approximation().similarity())
                    .build();
        }
        return cache(outcome.cache());
    }

    static io.omniflow.v1.CacheReport cache(CacheReport report) {
        return io.omniflow.v1.CacheReport.newBuilder()
                .setKind(
                        switch (report.kind()) {
                            case NONE -> Kind.KIND_NONE;
                            case EXACT -> Kind.KIND_EXACT;
                            case APPROXIMATE -> Kind.KIND_APPROXIMATE;
                            case SHARED -> Kind.KIND_SHARED;
                        })
                .setStepsReused(report.stepsReused())
                .setSourceFingerprint(report.sourceFingerprint())
                .build();
    }
}
