package io.omniflow.worker;

import io.omniflow.core.generation.Output;
import io.omniflow.core.request.GenerationTask;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that are to be painted again without their step cache. Few wait; more are forgotten, as
 * are all when the loop ends. Safe for use by many threads.
 */
final class AuditQueue {

    private static final int MOST_WAITING = 4;
    private static final double HASHES = 1L << 32;

    /** An odd number near 2^32 divided by the golden ratio: near hashes end far apart. */
    private static final int SPREAD = 0x9E3779B9;

    /**
     * A picture to audit.
     *
     * @param task what was painted
     * @param painted the picture
     * @param stepTimeoutMs milliseconds after which a call for it counts as hung
     */
    record Order(GenerationTask task, Output painted, long stepTimeoutMs) {}

    private final double fraction;
    private final Queue<Order> orders = new ArrayBlockingQueue<>(MOST_WAITING);

    AuditQueue(double fraction) {
        this.fraction = fraction;
    }

    /** Takes a picture if a step cache spared something, it is sampled, and few others wait. */
    void offer(GenerationTask task, Output painted, long stepTimeoutMs) {
        if (painted.stepCache().spared() > 0 && isSampled(task.fingerprint())) {
            orders.offer(new Order(task, painted, stepTimeoutMs));
        }
    }

    @Nullable Order poll() {
        return orders.poll();
    }

    /** Samples by the fingerprint, so that the choice is the same wherever it is made. */
    private boolean isSampled(String fingerprint) {
        int hash = fingerprint.hashCode() * SPREAD;
        return Integer.toUnsignedLong(hash) < fraction * HASHES;
    }
}
