package io.omniflow.job.cli.terminal;

import java.io.PrintWriter;
import java.util.function.LongConsumer;

/** Tells on a terminal how many records were handled, once a second at most. */
public final class Counting implements LongConsumer {

    private static final long SECOND_NANOS = 1_000_000_000;

    private final PrintWriter err;

    private final String what;

    private long toldNanos = System.nanoTime();

    /**
     * Creates a counter that begins with nothing.
     *
     * @param err where it tells
     * @param what what is done with records, such as "read"
     */
    public Counting(PrintWriter err, String what) {
        this.err = err;
        this.what = what;
    }

    @Override
    public void accept(long records) {
        if (System.nanoTime() - toldNanos >= SECOND_NANOS) {
            toldNanos = System.nanoTime();
            err.println(what + " " + records + " records ...");
            err.flush();
        }
    }
}
