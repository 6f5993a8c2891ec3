package io.omniflow.job.cli.terminal;

import io.omniflow.job.client.RequestState;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in words where a request is. */
public final class Stations {

    private Stations() {}

    /** Returns where a request is. */
    public static String describe(RequestState state) {
        return switch (state.phase()) {
            case SENT -> "sent";
            case WAITING -> waiting(state) + expected(state, System.currentTimeMillis());
            case PAUSED -> "paused, step " + state.step() + "/" + state.steps();
            case RUNNING -> running(state);
            case DONE -> state.result().map(Stations::end).orElse("done");
        };
    }

    private static String running(RequestState state) {
        if (!state.text().isEmpty()) {
            return "writes: " + state.text().replaceAll("\\s+", " ");
        }
        return state.steps() == 0
                ? "running"
                : "running, step " + state.step() + "/" + state.steps() + previews(state);
    }

    private static String previews(RequestState state) {
        int count = state.previews().size();
        return count == 0 ? "" : ", " + count + (count == 1 ? " preview" : " previews");
    }

    private static String waiting(RequestState state) {
        if (!state.follows().isEmpty()) {
            return "shares the generation of " + state.follows();
        }
        return state.position() == 0 ? "waiting" : "waiting behind " + state.position();
    }

    private static String expected(RequestState state, long nowMs) {
        return state.estimatedFinishMs() == 0
                ? ""
                : ", expected in "
                        + Amounts.duration(Math.max(0, state.estimatedFinishMs() - nowMs));
    }

    /** Returns how a request ended, with the reason if it did not complete. */
    public static String end(GenerationResult result) {
        if (result.getStatus() == Status.STATUS_COMPLETED) {
            return "done" + source(result) + Computed.of(result) + resumed(result);
        }
        return name(result.getStatus())
                + ": "
                + result.getError().getMessage()
                + " ("
                + result.getError().getCode()
                + ")";
    }

    /** Tells where the outputs went on that a failure had interrupted. */
    private static String resumed(GenerationResult result) {
        String steps =
                result.getOutputsList().stream()
                        .map(Output::getResumedFromStep)
                        .filter(step -> step > 0)
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));
        return steps.isEmpty() ? "" : ", resumed from step " + steps;
    }

    /** Says of each output that failed why; nothing of a request of one, whose end says it. */
    public static List<String> failures(GenerationResult result) {
        return result.getOutputsList().stream()
                .filter(output -> output.hasError() && result.getOutputsCount() > 1)
                .map(
                        output ->
                                String.format(
                                        "output %d %s: %s (%s)",
                                        output.getIndex(),
                                        name(output.getStatus()),
                                        output.getError().getMessage(),
                                        output.getError().getCode()))
                .toList();
    }

    /** Tells whether every image came from the cache. */
    public static boolean isCached(GenerationResult result) {
        return all(result, CacheReport.Kind.KIND_EXACT);
    }

    private static String source(GenerationResult result) {
        if (all(result, CacheReport.Kind.KIND_SHARED)) {
            return ", shared with an equal request";
        }
        return part(result, CacheReport.Kind.KIND_EXACT, "from the cache")
                + part(result, CacheReport.Kind.KIND_APPROXIMATE, "started from a similar picture")
                + reused(result);
    }

    private static String part(GenerationResult result, CacheReport.Kind kind, String what) {
        long count = count(result, kind);
        if (count == 0) {
            return "";
        }
        return count == result.getOutputsCount()
                ? ", " + what
                : ", " + count + " of " + result.getOutputsCount() + " " + what;
    }

    /** Tells how many steps were not taken because a neighbour's picture had them behind it. */
    private static String reused(GenerationResult result) {
        int steps =
                result.getOutputsList().stream()
                        .map(Output::getCache)
                        .filter(cache -> cache.getKind() == CacheReport.Kind.KIND_APPROXIMATE)
                        .mapToInt(CacheReport::getStepsReused)
                        .sum();
        return steps == 0 ? "" : " (" + steps + " steps spared)";
    }

    private static boolean all(GenerationResult result, CacheReport.Kind kind) {
        return result.getOutputsCount() > 0 && count(result, kind) == result.getOutputsCount();
    }

    private static long count(GenerationResult result, CacheReport.Kind kind) {
        return result.getOutputsList().stream().filter(o -> o.getCache().getKind() == kind).count();
    }

    /** Returns the short name of a status. */
    public static String name(Status status) {
        return status.name().replaceFirst("^STATUS_", "").toLowerCase(Locale.ROOT);
    }
}
