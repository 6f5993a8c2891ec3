package io.omniflow.job.cli.stack;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/** Turns Ctrl-C and a request to terminate into an orderly end. */
public final class Signals {

    private final CountDownLatch asked = new CountDownLatch(1);

    private Signals() {}

    /** From now on the process does not end by itself on INT and TERM. */
    public static Signals install() {
        Signals signals = new Signals();
        Signal.handle(new Signal("INT"), signal -> signals.asked.countDown());
        Signal.handle(new Signal("TERM"), signal -> signals.asked.countDown());
        return signals;
    }

    /** Waits at most so long and tells whether the end was asked for. */
    public boolean await(long millis) {
        try {
            return asked.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
