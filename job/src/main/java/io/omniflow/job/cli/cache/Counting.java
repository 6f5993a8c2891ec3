package io.omniflow.job.cli.cache;

import java.io.PrintWriter;
import java.util.function.LongConsumer;

/** Tells on a terminal how many records were handled, once a second at most. */
final class Counting implements LongConsumer {

    private static final long SECOND_NANOS = 1_000_000_000;

    private final PrintWriter err;

    private final String what;

    private long toldNanos = System.nanoTime();

    Counting(PrintWriter err, String what) {
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
