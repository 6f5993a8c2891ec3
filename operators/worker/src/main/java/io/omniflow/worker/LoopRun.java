package io.omniflow.worker;

import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one thread of a loop: it loads the model, alone touches it, and closes it, again when
 * the model makes room for others or sleeps meanwhile. A loop has one at a time; the next begins
 * when this one was abandoned in a call that hangs.
 */
final class LoopRun implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LoopRun.class);

    /** A device that is lost is given so long before the model is loaded again. */
    private static final long RELOAD_MS = 100;

    /** Why the model left the device. */
    private enum Reason {
        ABSENT,
        STOPPED,
        DEVICE_LOST,
        WANTED,
        ASLEEP
    }

    private record Left(Reason reason, List<Arrival> members) {}

    private final Callable<? extends StepModel<?>> loader;
    private final BlockingQueue<LoopCommand> inbox;
    private final LoopContext context;
    private final List<Arrival> heirs;
    private final Runnable exit;
    private final Guard guard = new Guard();
    private Runnable ready;
    private DeviceBound place = () -> false;
    private volatile @Nullable Batcher<?> batcher;
    private volatile boolean onGpu;
    private volatile boolean stopped;

    /**
     * Creates the life of a thread.
     *
     * @param loader loads the model
     * @param inbox what other threads ask for
     * @param context what the threads have in common
     * @param heirs tasks taken over from the thread before
     * @param ready is run when the model is loaded for the first time
     * @param exit ends the process when its GPU is lost, which no call of it can bring back
     */
    LoopRun(
            Callable<? extends StepModel<?>> loader,
            BlockingQueue<LoopCommand> inbox,
            LoopContext context,
            List<Arrival> heirs,
            Runnable ready,
            Runnable exit) {
        this.loader = loader;
        this.inbox = inbox;
        this.context = context;
        this.heirs = List.copyOf(heirs);
        this.ready = ready;
        this.exit = exit;
    }

    @Override
    public void run() {
        try {
            Absence absence = new Absence(inbox, context);
            Left left = new Left(Reason.ABSENT, heirs);
            boolean eager = true;
            while (!stopped) {
                List<Arrival> members = absence.await(left.members(), eager, () -> stopped);
                if (stopped) {
                    return;
                }
                left = live(members);
                eager = left.reason() != Reason.WANTED;
                if (left.reason() == Reason.DEVICE_LOST) {
                    if (onGpu) {
                        LOG.error("The GPU of this process is lost");
                        exit.run();
                        return;
                    }
                    TimeUnit.MILLISECONDS.sleep(RELOAD_MS);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("step loop interrupted");
        } catch (Guard.AbandonedError e) {
            LOG.info("A call that hung came back; its thread frees the model and ends");
        } catch (Throwable e) {
            if (!stopped) {
                context.listener().broken(e);
            }
        }
    }

    /** Lets the thread end after the call in progress. Any thread. */
    void stop() {
        stopped = true;
    }

    /** Tells whether a call that hangs holds a GPU. Any thread. */
    boolean isOnGpu() {
        return onGpu;
    }

    /** Abandons the call in progress if it hangs; null if all is well. The watchdog's thread. */
    Guard.@Nullable Call abandonIfOverdue() {
        return guard.abandonIfOverdue();
    }

    /** Returns what goes on without the thread. Only after it was abandoned in the given call. */
    List<Arrival> survivors(Guard.Call hung) {
        Batcher<?> left = batcher;
        return left == null ? List.of() : left.survivors(hung);
    }

    /** Loads the model and works until it leaves; returns what is left to do. */
    private Left live(List<Arrival> members) throws Exception {
        long start = System.nanoTime();
        try (StepModel<?> model = loader.call()) {
            place = model instanceof DeviceBound bound ? bound : () -> false;
            onGpu = place.isOnGpu();
            loaded(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            try {
                return generate(model, members);
            } finally {
                LOG.info("The model of {} leaves the device", name());
                context.listener().unloaded();
            }
        }
    }

    private void loaded(long tookMs) {
        LOG.info("The model of {} is loaded, in {} ms", name(), tookMs);
        context.listener().loaded(tookMs);
        ready.run();
        ready = () -> {};
    }

    private static String name() {
        return Thread.currentThread().getName();
    }

    private <G extends Generation> Left generate(StepModel<G> model, List<Arrival> members)
            throws InterruptedException {
        try (Batcher<G> mine = new Batcher<>(model, context, guard);
                Auditor<G> auditor = new Auditor<>(model, context, guard)) {
            batcher = mine;
            members.forEach(mine::obey);
            while (!stopped) {
                take(mine, auditor);
                place.use(!mine.isIdle());
                if (mine.isIdle() && !mustLeave()) {
                    continue;
                }
                if (mustLeave()) {
                    mine.pauseAll();
                    return new Left(place.isWanted() ? Reason.WANTED : Reason.ASLEEP, mine.left());
                }
                mine.tick();
                if (mine.hasLostDevice()) {
                    LOG.error("The device is lost: loading the model again");
                    return new Left(Reason.DEVICE_LOST, mine.left());
                }
            }
            return new Left(Reason.STOPPED, List.of());
        }
    }

    /** Obeys what has come; an idle loop waits for it, unless there is something to audit. */
    private void take(Batcher<?> mine, Auditor<?> auditor) throws InterruptedException {
        if (mine.isIdle()) {
            LoopCommand first =
                    auditor.advance()
                            ? inbox.poll()
                            : inbox.poll(Absence.LOOK_MS, TimeUnit.MILLISECONDS);
            if (first != null) {
                mine.obey(first);
            }
        }
        for (LoopCommand next = inbox.poll(); next != null; next = inbox.poll()) {
            mine.obey(next);
        }
    }

    private boolean mustLeave() {
        return context.rest().isAsleep() || place.isWanted();
    }
}
