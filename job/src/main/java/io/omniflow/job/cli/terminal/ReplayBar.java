package io.omniflow.job.cli.terminal;

import java.io.PrintStream;

/** One bar for work of known length, drawn again in place; nothing where there is no terminal. */
public final class ReplayBar {

    private static final int BAR = 30;

    private final PrintStream out;

    private final boolean drawn;

    private ReplayBar(PrintStream out, boolean drawn) {
        this.out = out;
        this.drawn = drawn;
    }

    /** Returns a bar on standard error. */
    public static ReplayBar onTerminal() {
        return new ReplayBar(
                System.err, Integer.getInteger(Terminal.COLUMNS, 0) >= BarsView.LEAST_COLUMNS);
    }

    /** Draws how much is done. */
    public void show(int done, int all) {
        if (drawn) {
            int full = BAR * done / all;
            String bar = "█".repeat(full) + "░".repeat(BAR - full);
            out.print("\r  " + bar + "  " + done + " of " + all + " replays\033[K");
            out.flush();
        }
    }

    /** Takes the bar away. */
    public void clear() {
        if (drawn) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}
