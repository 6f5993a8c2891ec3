package io.omniflow.job.cli.terminal;

import io.omniflow.job.client.RequestState;
import java.io.PrintStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** A line whenever a request moves on: at each station and each quarter of its steps. */
final class LinesView implements ProgressView {

    private final PrintStream out;

    private final Map<String, String> shown = new HashMap<>();

    private final boolean ends;

    /**
     * Creates a view.
     *
     * @param ends whether the end of a request is shown too
     */
    LinesView(PrintStream out, boolean ends) {
        this.out = out;
        this.ends = ends;
    }

    @Override
    public void show(Collection<RequestState> states) {
        for (RequestState state : states) {
            String mark = mark(state);
            if (!mark.equals(shown.put(state.id(), mark)) && isShown(state)) {
                out.println(state.id() + ": " + Stations.describe(state));
            }
        }
    }

    private boolean isShown(RequestState state) {
        return switch (state.phase()) {
            case SENT -> false;
            case WAITING, RUNNING, PAUSED -> true;
            case DONE -> ends;
        };
    }

    private static String mark(RequestState state) {
        boolean steps = state.phase() == RequestState.Phase.RUNNING && state.steps() > 0;
        return steps ? "RUNNING " + 4 * state.step() / state.steps() : state.phase().name();
    }
}
