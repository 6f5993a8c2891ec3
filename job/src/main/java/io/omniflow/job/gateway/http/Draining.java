package io.omniflow.job.gateway.http;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How an instance comes to its end: it takes no more work, those who only watch are let go to
 * another instance, and those who wait for an answer get it if it comes in time. Thread-safe.
 */
public final class Draining {

    /** How near the end is. */
    public enum Phase {
        /** No more work is taken. */
        BEGUN,
        /** There is no more time for answers. */
        OVER
    }

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final AtomicInteger open = new AtomicInteger();

    private final CompletableFuture<Void> empty = new CompletableFuture<>();

    private final Map<Phase, Set<Runnable>> callbacks =
            Map.of(
                    Phase.BEGUN, ConcurrentHashMap.newKeySet(),
                    Phase.OVER, ConcurrentHashMap.newKeySet());

    private volatile boolean isBegun;

    /** Tells whether no more work is taken. */
    public boolean isBegun() {
        return isBegun;
    }

    /** A call has begun. */
    void enter() {
        open.incrementAndGet();
    }

    /** A call is over. */
    void leave() {
        if (open.decrementAndGet() == 0 && isBegun) {
            empty.complete(null);
        }
    }

    /**
     * Calls back when a phase begins, on any thread and perhaps twice.
     *
     * @return to be called when that is of no interest any more
     */
    public Runnable when(Phase phase, Runnable callback) {
        Set<Runnable> set = callbacks.getOrDefault(phase, Set.of());
        set.add(callback);
        if (phase == Phase.BEGUN && isBegun) {
            callback.run();
        }
        return () -> set.remove(callback);
    }

    /** Begins the end, and returns when no call is open any more or the time is over. */
    public void await(Duration most) {
        isBegun = true;
        tell(Phase.BEGUN);
        if (open.get() == 0) {
            empty.complete(null);
        }
        waitAtMost(most);
        if (!empty.isDone()) {
            tell(Phase.OVER);
            waitAtMost(LAST_WORDS);
        }
    }

    private void tell(Phase phase) {
        callbacks.getOrDefault(phase, Set.of()).forEach(Runnable::run);
    }

    private void waitAtMost(Duration most) {
        empty.copy().completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}
