package io.omniflow.job.tracing;

import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.StageReport;
import io.omniflow.v1.Timings;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes spans of a result: one of the request, in it one of admission and one for each stage of
 * each output, and in these the queue, the preparation, the steps and the encoding.
 *
 * <p>A result tells how long each part took, and when all were done. The outputs of a request enter
 * their first stage together, so that this was as long ago as the slowest of them took.
 */
final class ResultSpans {

    private ResultSpans() {}

    /** Returns the span of the whole request. */
    static TraceSpan of(GenerationResult result) {
        long slowest =
                result.getOutputsList().stream()
                        .mapToLong(output -> totalMs(legs(result, output)))
                        .max()
                        .orElse(0);
        long createdMs = Math.min(result.getCreatedMs(), result.getCompletedMs());
        long arrivedMs = Math.max(createdMs, result.getCompletedMs() - slowest);
        List<TraceSpan> children = new ArrayList<>();
        children.add(part("admission", createdMs, arrivedMs));
        for (Output output : result.getOutputsList()) {
            long startMs = arrivedMs;
            for (Leg leg : legs(result, output)) {
                children.add(stage(leg, output.getIndex(), startMs));
                startMs += leg.timings().getTotalMs();
            }
        }
        return new TraceSpan(
                "generate " + result.getModel(),
                createdMs,
                result.getCompletedMs(),
                attributes(result),
                result.getError().getCode(),
                children);
    }

    /** Returns the ways of an output through its stages, in order. */
    private static List<Leg> legs(GenerationResult result, Output output) {
        Stream<Leg> before =
                result.getStagesList().stream()
                        .filter(stage -> stage.getIndex() == output.getIndex())
                        .map(Leg::of);
        return Stream.concat(before, Stream.of(Leg.of(result, output))).toList();
    }

    private static long totalMs(List<Leg> legs) {
        return legs.stream().mapToLong(leg -> leg.timings().getTotalMs()).sum();
    }

    private static TraceSpan stage(Leg leg, int index, long startMs) {
        Timings timings = leg.timings();
        long releasedMs = startMs + timings.getQueuedMs();
        long firstMs = releasedMs + timings.getScheduledMs();
        long lastMs = firstMs + timings.getStepsMs();
        long endMs = startMs + timings.getTotalMs();
        List<TraceSpan> parts =
                Stream.of(
                                part("queue", startMs, releasedMs),
                                part("prepare", releasedMs, firstMs),
                                part("steps", firstMs, lastMs),
                                part("encode", lastMs, lastMs + timings.getDecodedMs()))
                        .filter(part -> part.endMs() > part.startMs())
                        .sorted(Comparator.comparingLong(TraceSpan::startMs))
                        .toList();
        Attributes attributes =
                leg.attributes().toBuilder().put("omniflow.output.index", index).build();
        return new TraceSpan(leg.name(), startMs, endMs, attributes, leg.error(), parts);
    }

    private static TraceSpan part(String name, long startMs, long endMs) {
        return new TraceSpan(name, startMs, endMs, Attributes.empty(), "", List.of());
    }

    private static Attributes attributes(GenerationResult result) {
        AttributesBuilder attributes =
                Attributes.builder()
                        .put("gen_ai.request.model", result.getModel())
                        .put("omniflow.request.id", result.getRequestId())
                        .put("omniflow.status", result.getStatus().name())
                        .put("omniflow.priority", result.getPriority().name())
                        .put("omniflow.outputs", result.getOutputsCount());
        if (!result.getTenant().isEmpty()) {
            attributes.put("omniflow.tenant", result.getTenant());
        }
        return attributes.build();
    }

    /** One stage of one output. */
    private record Leg(String name, Timings timings, Attributes attributes, String error) {

        static Leg of(StageReport stage) {
            AttributesBuilder attributes =
                    Attributes.builder()
                            .put("omniflow.model.revision", stage.getModelRevision())
                            .put("omniflow.cache", stage.getCache().getKind().name())
                            .put("omniflow.attempt", stage.getAttempt());
            usage(attributes, stage.hasTextReport(), stage.getTextReport());
            return new Leg("stage " + stage.getStage(), stage.getTimings(), attributes.build(), "");
        }

        static Leg of(GenerationResult result, Output output) {
            AttributesBuilder attributes =
                    Attributes.builder()
                            .put("omniflow.model.revision", result.getModelRevision())
                            .put("omniflow.cache", output.getCache().getKind().name())
                            .put("omniflow.attempt", output.getAttempt())
                            .put("omniflow.steps", output.getSteps());
            usage(attributes, output.hasTextReport(), output.getTextReport());
            return new Leg(
                    result.getStagesCount() > 0 ? "last stage" : "stage " + result.getModel(),
                    output.getTimings(),
                    attributes.build(),
                    output.getError().getCode());
        }

        private static void usage(
                AttributesBuilder attributes, boolean isText, io.omniflow.v1.TextReport report) {
            if (isText) {
                attributes
                        .put("gen_ai.usage.input_tokens", report.getPromptTokens())
                        .put("gen_ai.usage.output_tokens", report.getCompletionTokens());
            }
        }
    }
}
