package io.omniflow.worker;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.ResourceException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the calls of one loop thread into the model. A native call cannot be stopped, so one that
 * does not return in time is abandoned: whoever abandons it may read what the thread left behind,
 * and the thread, should it come back, learns of it before it touches anything.
 */
final class Guard {

    /**
     * A call in progress.
     *
     * @param what what the model is doing, for messages
     * @param members whom it is done for
     * @param startNanos when it began
     * @param timeoutMs milliseconds after which it counts as hung
     */
    record Call(String what, List<? extends Member<?>> members, long startNanos, long timeoutMs) {

        boolean isOverdueAt(long nanos) {
            return nanos - startNanos > TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        }
    }

    /** Tells a thread that it was abandoned. It frees what it owns and ends. */
    static final class AbandonedError extends Error {

        private static final long serialVersionUID = 1L;

        AbandonedError() {
            super("abandoned", null, false, false);
        }
    }

    private static final Call ABANDONED = new Call("", List.of(), 0, 0);

    private final AtomicReference<@Nullable Call> current = new AtomicReference<>();

    /**
     * Does work of the model on the loop's thread, within the longest step timeout of the members.
     *
     * @throws AbandonedError if the call took too long and the thread was given up
     */
    <T> T call(String what, List<? extends Member<?>> members, Supplier<T> work) {
        return call(what, members, timeoutMs(members), work);
    }

    /**
     * Does work of the model on the loop's thread, within a time.
     *
     * @throws AbandonedError if the call took too long and the thread was given up
     */
    <T> T call(String what, List<? extends Member<?>> members, long timeoutMs, Supplier<T> work) {
        Call call = new Call(what, members, System.nanoTime(), timeoutMs);
        current.set(call);
        T result;
        try {
            result = work.get();
        } catch (OutOfMemoryError e) {
            leave(call);
            throw shortage(call, e);
        } catch (RuntimeException | Error e) {
            leave(call);
            throw e;
        }
        leave(call);
        return result;
    }

    /** Abandons the call in progress if it is overdue and returns it; null if all is well. */
    @Nullable Call abandonIfOverdue() {
        Call call = current.get();
        boolean overdue = call != null && call != ABANDONED && call.isOverdueAt(System.nanoTime());
        return overdue && current.compareAndSet(call, ABANDONED) ? call : null;
    }

    private void leave(Call call) {
        if (!current.compareAndSet(call, null)) {
            throw new AbandonedError();
        }
    }

    /** What is too large for the heap or for buffers outside of it concerns this call alone. */
    private static ResourceException shortage(Call call, OutOfMemoryError error) {
        return new ResourceException(
                ErrorCode.RESOURCE_EXHAUSTED,
                "out of memory during a " + call.what() + ": " + error.getMessage(),
                error);
    }

    private static long timeoutMs(List<? extends Member<?>> members) {
        long timeout = 0;
        for (Member<?> member : members) {
            timeout = Math.max(timeout, member.stepTimeoutMs());
        }
        return timeout;
    }
}
