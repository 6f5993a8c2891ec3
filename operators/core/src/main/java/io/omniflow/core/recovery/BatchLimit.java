package io.omniflow.core.recovery;

/**
 * The largest batch of a device that may run short of memory. A batch that did not fit sets the
 * limit to half of it; each calm period doubles the limit, until that batch may be tried again.
 * Sizes are compute units. Not thread-safe.
 */
public final class BatchLimit {

    private final long configured;
    private final long calmMs;
    private long reduced;
    private long failed;
    private long changedMs;

    /**
     * Creates a limit.
     *
     * @param configured units of a batch when memory is plenty; 0 for no bound
     * @param calmMs milliseconds without a shortage after which the limit doubles
     */
    public BatchLimit(long configured, long calmMs) {
        this.configured = configured;
        this.calmMs = calmMs;
    }

    /** Takes that a batch of so many units did not fit. */
    public void exceeded(long units, long nowMs) {
        long half = Math.max(1, units / 2);
        failed = reduced == 0 ? units : Math.max(failed, units);
        reduced = reduced == 0 ? half : Math.min(reduced, half);
        changedMs = nowMs;
    }

    /** Returns the units of a batch, at most; 0 for no bound. */
    public long units(long nowMs) {
        while (reduced > 0 && nowMs - changedMs >= calmMs) {
            changedMs += calmMs;
            reduced *= 2;
            if (reduced >= failed) {
                reduced = 0;
            }
        }
        if (reduced == 0) {
            return configured;
        }
        return configured == 0 ? reduced : Math.min(configured, reduced);
    }
}
