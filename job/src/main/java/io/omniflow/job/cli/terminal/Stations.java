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
            case WAITING ->
                    state.position() == 0 ? "waiting" : "waiting behind " + state.position();
            case RUNNING ->
                    state.steps() == 0
                            ? "running"
                            : "running, step " + state.step() + "/" + state.steps();
            case DONE -> state.result().map(Stations::end).orElse("done");
        };
    }

    /** Returns how a request ended, with the reason if it did not complete. */
    public static String end(GenerationResult result) {
        if (result.getStatus() == Status.STATUS_COMPLETED) {
            return isCached(result) ? "done, from the cache" : "done";
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
        return result.getOutputsCount() > 0
                && result.getOutputsList().stream()
                        .allMatch(o -> o.getCache().getKind() == CacheReport.Kind.KIND_EXACT);
    }

    /** Returns the short name of a status. */
    public static String name(Status status) {
        return status.name().replaceFirst("^STATUS_", "").toLowerCase(Locale.ROOT);
    }
}
