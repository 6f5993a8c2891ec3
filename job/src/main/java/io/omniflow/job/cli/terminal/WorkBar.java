package io.omniflow.job.cli.terminal;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * One bar for long work of known size, drawn again in place with the time that is left; nothing
 * where there is no terminal.
 */
public final class WorkBar {

    private static final int BAR = 30;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int SECONDS_PER_MINUTE = 60;

    private final PrintStream out;
    private final boolean drawn;
    private final LongSupplier nanoTime;
    private final long start;

    WorkBar(PrintStream out, boolean drawn, LongSupplier nanoTime) {
        this.out = out;
        this.drawn = drawn;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** Returns a bar on standard error; the work begins now. */
    public static WorkBar onTerminal() {
        boolean drawn = Integer.getInteger(Terminal.COLUMNS, 0) >= BarsView.LEAST_COLUMNS;
        return new WorkBar(System.err, drawn, System::nanoTime);
    }

    /** Draws how much is done. */
    public void show(long done, long all) {
        if (drawn && all > 0) {
            int full = (int) (BAR * done / all);
            String bar = "█".repeat(full) + "░".repeat(BAR - full);
            out.print("\r  " + bar + String.format("  %3d %%", 100 * done / all) + left(done, all));
            out.print("\033[K");
            out.flush();
        }
    }

    private String left(long done, long all) {
        double elapsed = (double) (nanoTime.getAsLong() - start) / NANOS_PER_SECOND;
        if (done == 0 || done == all) {
            return "";
        }
        long seconds = Math.round(elapsed * (all - done) / done);
        return seconds < SECONDS_PER_MINUTE
                ? String.format(", %d s left", seconds)
                : String.format(
                        ", %d min %d s left",
                        seconds / SECONDS_PER_MINUTE, seconds % SECONDS_PER_MINUTE);
    }

    /** Takes the bar away. */
    public void clear() {
        if (drawn) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}
