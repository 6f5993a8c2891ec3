package io.omniflow.job.gateway.access;

import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Exchange;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How one key is used at this instance. Thread-safe. */
final class KeyUse {

    private final ApiKey key;

    private final @Nullable RateLimit rate;

    private final AtomicInteger inFlight = new AtomicInteger();

    KeyUse(ApiKey key, Clock clock) {
        this.key = key;
        this.rate =
                key.requestsPerMinute() == 0 ? null : new RateLimit(key.requestsPerMinute(), clock);
    }

    ApiKey key() {
        return key;
    }

    /** Counts a call that publishes a request, and refuses it beyond the key's limits. */
    void begin(Exchange exchange) {
        int open = inFlight.incrementAndGet();
        exchange.onEnd(inFlight::decrementAndGet);
        if (key.inFlight() > 0 && open > key.inFlight()) {
            throw ApiException.busy(
                    "too_many_in_flight",
                    "the key may have " + key.inFlight() + " calls open at a time",
                    Duration.ofSeconds(1));
        }
        if (rate != null) {
            take(rate, exchange);
        }
    }

    private void take(RateLimit limit, Exchange exchange) {
        Optional<Duration> wait = limit.take();
        exchange.put("x-ratelimit-limit-requests", String.valueOf(key.requestsPerMinute()));
        exchange.put("x-ratelimit-remaining-requests", String.valueOf(limit.left()));
        exchange.put("x-ratelimit-reset-requests", limit.secondsUntilFull() + "s");
        wait.ifPresent(
                after -> {
                    throw ApiException.busy(
                            "rate_limit_exceeded",
                            "the key may send " + key.requestsPerMinute() + " requests a minute",
                            after.plusMillis(999));
                });
    }
}
