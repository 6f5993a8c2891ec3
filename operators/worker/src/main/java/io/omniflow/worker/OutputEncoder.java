package io.omniflow.worker;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.engine.PendingOutput;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Encodes outputs and reports them, on a thread of its own so that the device never waits. */
final class OutputEncoder implements AutoCloseable {

    private final GenerationListener listener;
    private final Clock clock;
    private final ExecutorService thread;
    private volatile boolean closed;

    OutputEncoder(String name, GenerationListener listener, Clock clock) {
        this.listener = listener;
        this.clock = clock;
        this.thread =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread encoder = new Thread(task, name);
                            encoder.setDaemon(true);
                            return encoder;
                        });
    }

    /** Takes the output of a member that is freed already, and what its step cache did. */
    void encode(Member<?> member, PendingOutput pending, StepCacheReport stepCache) {
        thread.execute(
                () -> {
                    try {
                        Output output = pending.encode().withStepCache(stepCache);
                        if (!closed) {
                            listener.finished(member.id(), output, member.timesAt(clock.millis()));
                        }
                    } catch (RuntimeException e) {
                        fail(member, e);
                    }
                });
    }

    private void fail(Member<?> member, RuntimeException failure) {
        if (!closed) {
            listener.failed(member.id(), describe(failure), member.timesAt(clock.millis()));
        }
    }

    /** Returns a failure of the model with a code that says whose it is. */
    static CoreModuleException describe(RuntimeException failure) {
        return failure instanceof CoreModuleException known
                ? known
                : new CoreModuleException(
                        ErrorCode.GENERATION_FAILED, "the model failed: " + failure, failure);
    }

    /** Lets no output out any more. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
    }
}
