package io.omniflow.worker;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.logging.RequestScope;
import io.omniflow.engine.StepModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a loop: the one that owns the model, and a watchdog. When a call of the model
 * hangs, the thread is abandoned and another one loads the model again and goes on from the newest
 * host snapshots. On a CPU at most two abandoned threads may be left in their calls; a third, or
 * the first on a GPU, ends the process, since nothing else frees the device.
 */
final class LoopThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoopThreads.class);
    private static final int MAX_ABANDONED = 2;
    private static final long WATCH_INTERVAL_MS = 50;
    private static final long CLOSE_TIMEOUT_MS = 30_000;

    private record Running(LoopRun run, Thread thread) {}

    private final String name;
    private final Callable<? extends StepModel<?>> loader;
    private final BlockingQueue<LoopCommand> inbox;
    private final LoopContext context;
    private final Runnable exit;
    private final Thread watchdog;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> abandoned = new ArrayList<>();
    private @Nullable Running current;

    LoopThreads(
            String name,
            Callable<? extends StepModel<?>> loader,
            BlockingQueue<LoopCommand> inbox,
            LoopContext context,
            Runnable exit) {
        this.name = name;
        this.loader = loader;
        this.inbox = inbox;
        this.context = context;
        this.exit = exit;
        this.watchdog = new Thread(this::watch, name + "-watchdog");
        this.watchdog.setDaemon(true);
    }

    synchronized void start() {
        begin(List.of(), context.listener()::ready);
        watchdog.start();
    }

    /** Waits for the thread, but not for ever: a native call cannot be interrupted. */
    @Override
    public void close() {
        Running last = stop();
        if (last == null) {
            return;
        }
        last.thread().interrupt();
        try {
            last.thread().join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (last.thread().isAlive()) {
            LOG.warn("step loop {} still in a native call, leaving it behind", name);
        }
    }

    private synchronized @Nullable Running stop() {
        closed.countDown();
        if (current != null) {
            current.run().stop();
        }
        return current;
    }

    private void begin(List<Arrival> heirs, Runnable ready) {
        LoopRun run = new LoopRun(loader, inbox, context, heirs, ready, exit);
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        current = new Running(run, thread);
        thread.start();
    }

    private void watch() {
        try {
            while (!closed.await(WATCH_INTERVAL_MS, TimeUnit.MILLISECONDS)) {
                check();
            }
        } catch (InterruptedException e) {
            LOG.debug("watchdog of {} interrupted", name);
        }
    }

    private synchronized void check() {
        Running running = current;
        if (running == null || closed.getCount() == 0) {
            return;
        }
        Guard.Call hung = running.run().abandonIfOverdue();
        if (hung != null) {
            replace(running, hung);
        }
    }

    private void replace(Running hanging, Guard.Call hung) {
        tell(hung);
        abandoned.removeIf(thread -> !thread.isAlive());
        abandoned.add(hanging.thread());
        if (hanging.run().isOnGpu() || abandoned.size() > MAX_ABANDONED) {
            closed.countDown();
            exit.run();
            return;
        }
        if (hung.members().size() == 1) {
            fail(hung.members().get(0), hung);
        }
        begin(hanging.run().survivors(hung), () -> {});
    }

    @SuppressWarnings("try")
    private void tell(Guard.Call hung) {
        LOG.error("A {} on {} did not return within {} ms", hung.what(), name, hung.timeoutMs());
        for (Member<?> member : hung.members()) {
            try (RequestScope scope = RequestScope.of(member.task())) {
                LOG.error("Task {} was in the {} that did not return", member.id(), hung.what());
            }
        }
    }

    private void fail(Member<?> culprit, Guard.Call hung) {
        context.listener()
                .failed(
                        culprit.id(),
                        new CoreModuleException(
                                ErrorCode.WORKER_TIMEOUT,
                                "a "
                                        + hung.what()
                                        + " of this generation alone did not return within "
                                        + hung.timeoutMs()
                                        + " ms"),
                        culprit.timesAt(context.clock().millis()));
    }
}
