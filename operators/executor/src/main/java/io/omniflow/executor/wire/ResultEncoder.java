package io.omniflow.executor.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.omniflow.core.generation.TextReport;
import io.omniflow.core.pipeline.Leg;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes results, keyed by request id, with the headers of the request that pass through. */
public final class ResultEncoder {

    private static final String TYPE = "io.omniflow.generation.result.v1";

    /** Creates an encoder. */
    public ResultEncoder() {}

    /**
     * Returns the result of a request.
     *
     * @param outcomes one of each of its images, in any order; at least one
     * @param nowMs epoch milliseconds
     */
    public OutboundRecord encode(List<TaskOutcome> outcomes, long nowMs) {
        GenerationTask task = outcomes.get(0).task();
        Verdict verdict = Verdict.of(outcomes);
        GenerationResult.Builder result =
                GenerationResult.newBuilder()
                        .setRequestId(task.id().requestId())
                        .setModel(
                                task.route().isPipeline() ? task.route().pipeline() : task.model())
                        .setModelRevision(lastRevision(task))
                        .setStatus(Messages.status(verdict.status()))
                        .setTimings(Messages.timings(slowest(outcomes)))
                        .setCreatedMs(task.createdMs())
                        .setCompletedMs(nowMs)
                        .setTenant(task.tenant())
                        .setPriority(Messages.priority(task.priority()));
        if (verdict.error() != null) {
            result.setError(Messages.error(verdict.error()));
        }
        outcomes.stream()
                .sorted(Comparator.comparingInt(outcome -> outcome.task().id().index()))
                .forEach(outcome -> add(outcome, result));
        return record(result.build(), task.headers());
    }

    /** Returns the result of a request that was refused as a whole. */
    public OutboundRecord encode(RefusedRequest request, long nowMs) {
        GenerationResult result =
                GenerationResult.newBuilder()
                        .setRequestId(request.id())
                        .setModel(request.model())
                        .setModelRevision(request.modelRevision())
                        .setStatus(Messages.status(request.status()))
                        .setError(Messages.error(request.error()))
                        .setCreatedMs(request.createdMs())
                        .setCompletedMs(nowMs)
                        .setTenant(request.tenant())
                        .setPriority(Messages.priority(request.priority()))
                        .build();
        return record(result, request.headers());
    }

    private static void add(TaskOutcome outcome, GenerationResult.Builder result) {
        GenerationTask task = outcome.task();
        result.addOutputs(output(outcome));
        task.route()
                .passed()
                .forEach(
                        report -> result.addStages(StageMessages.write(report, task.id().index())));
    }

    /** The last stage's, also of a task that did not come so far. */
    private static String lastRevision(GenerationTask task) {
        List<Leg> next = task.route().next();
        return next.isEmpty() ? task.modelRevision() : next.get(next.size() - 1).revision();
    }

    private static TaskTimings slowest(List<TaskOutcome> outcomes) {
        return outcomes.stream()
                .map(TaskOutcome::timings)
                .max(Comparator.comparingLong(Messages::totalMs))
                .orElse(TaskTimings.NONE);
    }

    private static Output output(TaskOutcome outcome) {
        GenerationTask task = outcome.task();
        Output.Builder output =
                Output.newBuilder()
                        .setIndex(task.id().index())
                        .setStatus(Messages.status(outcome.status()))
                        .setSeed(task.params().seed())
                        .setCache(Messages.cache(outcome))
                        .setTimings(Messages.timings(outcome.timings()))
                        .setResumedFromStep(outcome.resumedFromStep())
                        .setAttempt(outcome.attempt())
                        .setFingerprint(task.fingerprint());
        if (outcome.output() != null) {
            content(task, outcome.output(), output);
        }
        if (outcome.error() != null) {
            output.setError(Messages.error(outcome.error()));
        }
        return output.build();
    }

    private static void content(
            GenerationTask task, io.omniflow.core.generation.Output made, Output.Builder output) {
        TextReport text = made.text();
        output.setSteps(made.steps(task.params().stepsTaken()))
                .setMediaType(made.mediaType())
                .setWidth(made.width())
                .setHeight(made.height())
                .addAllWarnings(made.warnings());
        Messages.stepCache(task, made.stepCache()).ifPresent(output::setStepCache);
        if (text != null) {
            output.setTextReport(TextMessages.write(text));
        }
        if (!made.dataRef().isEmpty()) {
            output.setDataref(made.dataRef());
        } else if (text != null) {
            output.setText(new String(made.data(), StandardCharsets.UTF_8));
        } else {
            // Outputs are never written after construction, so a copy is not needed.
            output.setData(UnsafeByteOperations.unsafeWrap(made.data()));
        }
    }

    private static OutboundRecord record(GenerationResult result, Map<String, String> more) {
        List<RecordHeader> headers =
                Headers.cloudEvent(TYPE, result.getRequestId(), result.getCompletedMs());
        headers.addAll(PassThroughHeaders.toResult(more));
        return new OutboundRecord(
                result.getRequestId().getBytes(StandardCharsets.UTF_8),
                result.toByteArray(),
                headers,
                result.getCompletedMs());
    }
}
