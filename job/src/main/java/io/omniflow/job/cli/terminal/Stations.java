package io.omniflow.job.cli.terminal;

import io.omniflow.job.client.RequestState;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Status;
import java.util.Locale;

/** Says in words where a request is. */
public final class Stations {

    private Stations() {}

    /** Returns where a request is. */
    public static String describe(RequestState state) {
        return switch (state.phase()) {
            case SENT -> "sent";
            case WAITING -> waiting(state) + expected(state, System.currentTimeMillis());
            case PAUSED -> "paused, step " + state.step() + "/" + state.steps();
            case RUNNING ->
                    state.steps() == 0
                            ? "running"
                            : "running, step " + state.step() + "/" + state.steps();
            case DONE -> state.result().map(Stations::end).orElse("done");
        };
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
            return "done" + source(result) + Computed.of(result);
        }
        return name(result.getStatus())
                + ": "
                + result.getError().getMessage()
                + " ("
                + result.getError().getCode()
                + ")";
    }

    /** Tells whether every image came from the cache. */
    public static boolean isCached(GenerationResult result) {
        return all(result, CacheReport.Kind.KIND_EXACT);
    }

    private static String source(GenerationResult result) {
        if (isCached(result)) {
            return ", from the cache";
        }
        return all(result, CacheReport.Kind.KIND_SHARED) ? ", shared with an equal request" : "";
    }

    private static boolean all(GenerationResult result, CacheReport.Kind kind) {
        return result.getOutputsCount() > 0
                && result.getOutputsList().stream().allMatch(o -> o.getCache().getKind() == kind);
    }

    /** Returns the short name of a status. */
    public static String name(Status status) {
        return status.name().replaceFirst("^STATUS_", "").toLowerCase(Locale.ROOT);
    }
}
