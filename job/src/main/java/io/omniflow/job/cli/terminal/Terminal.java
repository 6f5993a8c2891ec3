package io.omniflow.job.cli.terminal;

import java.io.PrintStream;

/** Chooses bars on a terminal and plain lines elsewhere. */
public final class Terminal {

    /** Number of columns of the terminal that standard error is; absent if it is none. */
    static final String COLUMNS = "omniflow.columns";

    private Terminal() {}

    /** Returns a view of several requests on standard error. */
    public static ProgressView progress(int requests) {
        return progress(System.err, Integer.getInteger(COLUMNS, 0), requests);
    }

    /** Returns a view of one request on standard error, whose end the command itself tells. */
    public static ProgressView progressOfOne() {
        int columns = Integer.getInteger(COLUMNS, 0);
        return columns >= BarsView.LEAST_COLUMNS
                ? new BarsView(System.err, columns)
                : new LinesView(System.err, false);
    }

    static ProgressView progress(PrintStream err, int columns, int requests) {
        boolean bars = columns >= BarsView.LEAST_COLUMNS && requests <= BarsView.MOST_REQUESTS;
        return bars ? new BarsView(err, columns) : new LinesView(err, true);
    }
}
