package io.omniflow.job.cli.terminal;

import io.omniflow.job.client.RequestState;
import java.io.PrintStream;
import java.util.Collection;
import java.util.stream.Collectors;

/** One bar for each request, drawn again in place. */
final class BarsView implements ProgressView {

    static final int LEAST_COLUMNS = 60;

    static final int MOST_REQUESTS = 24;

    private static final int BAR = 24;

    /** Beside the id of a request, 80 columns have no room for more. */
    private static final int SHORT_BAR = 12;

    private static final int WIDE_COLUMNS = 100;

    private final PrintStream out;

    private final int columns;

    private final int bar;

    private int drawn;

    private String last = "";

    BarsView(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
        this.bar = columns < WIDE_COLUMNS ? SHORT_BAR : BAR;
    }

    @Override
    public void show(Collection<RequestState> states) {
        String board = states.stream().map(this::line).collect(Collectors.joining("\n"));
        if (board.equals(last)) {
            return;
        }
        String back = drawn == 0 ? "" : "\033[" + drawn + "F";
        String lines = board.lines().map(l -> l + "\033[K\n").collect(Collectors.joining());
        out.print(back + lines);
        out.flush();
        drawn = states.size();
        last = board;
    }

    private String line(RequestState state) {
        String line = "  " + bar(state) + "  " + state.id() + "  " + Stations.describe(state);
        return line.substring(0, Math.min(columns - 1, line.length()));
    }

    private String bar(RequestState state) {
        int full =
                switch (state.phase()) {
                    case SENT, WAITING -> 0;
                    case RUNNING, PAUSED ->
                            state.steps() == 0 ? 0 : bar * state.step() / state.steps();
                    case DONE -> bar;
                };
        return "█".repeat(full) + "░".repeat(bar - full);
    }
}
