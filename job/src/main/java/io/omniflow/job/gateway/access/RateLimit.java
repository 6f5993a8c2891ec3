package io.omniflow.job.gateway.access;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Allows so many events in a minute, all of them at once if none came before. Thread-safe. */
final class RateLimit {

    private static final long MINUTE_S = 60;
    private static final long MINUTE_MS = 1000 * MINUTE_S;

    private final int perMinute;

    private final Clock clock;

    private double left;

    private long lastMs;

    RateLimit(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
        this.left = perMinute;
        this.lastMs = clock.millis();
    }

    /** Takes one event; returns after how long it may be tried again if there is no room. */
    synchronized Optional<Duration> take() {
        refill();
        if (left >= 1) {
            left--;
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis((long) Math.ceil((1 - left) * MINUTE_MS / perMinute)));
    }

    /** Returns how many events are allowed now. */
    synchronized int left() {
        refill();
        return (int) left;
    }

    /** Returns after how many seconds, rounded up, as many are allowed as at the start. */
    synchronized long secondsUntilFull() {
        refill();
        return (long) Math.ceil((perMinute - left) * MINUTE_S / perMinute);
    }

    private void refill() {
        long now = clock.millis();
        double gained = (double) Math.max(0, now - lastMs) * perMinute / MINUTE_MS;
        left = Math.min(perMinute, left + gained);
        lastMs = now;
    }
}
