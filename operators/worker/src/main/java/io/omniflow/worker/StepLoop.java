package io.omniflow.worker;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.TaskId;
import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the generations of one worker, several at once, each at its own step, on one thread that
 * alone touches the model and native memory. Submitting and reading snapshots is thread-safe and
 * never waits for the device.
 */
public final class StepLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StepLoop.class);
    private static final long CLOSE_TIMEOUT_MS = 30_000;

    private final Callable<? extends StepModel<?>> loader;
    private final StepLoopConfig config;
    private final GenerationListener listener;
    private final Clock clock;
    private final Thread thread;
    private final BlockingQueue<LoopCommand> inbox = new LinkedBlockingQueue<>();
    private final Map<TaskId, Snapshot> snapshots = new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private volatile boolean closed;

    /**
     * Creates a loop that is not running yet.
     *
     * @param name name of its thread
     * @param loader loads the model, on the loop's thread; the loop closes the model
     * @param config how to run
     * @param listener is told what happens
     * @param clock for marks and intervals
     */
    public StepLoop(
            String name,
            Callable<? extends StepModel<?>> loader,
            StepLoopConfig config,
            GenerationListener listener,
            Clock clock) {
        this.loader = Objects.requireNonNull(loader, "loader");
        this.config = Objects.requireNonNull(config, "config");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    /** Starts the loop's thread, which loads the model first. */
    public void start() {
        thread.start();
    }

    /** Hands a task to the loop. Tasks beyond the slots wait, urgent ones first. */
    public void submit(Submission submission) {
        if (submission.from() != null) {
            snapshots.put(submission.id(), submission.from());
        }
        inbox.add(new Arrival(submission, sequence.getAndIncrement()));
    }

    /**
     * Drops a task and its snapshot at the next step boundary; harmless for unknown ids. Nothing
     * more is said of it afterwards, though an end that is under way may still be reported.
     */
    public void cancel(TaskId id) {
        inbox.add(new LoopCommand.Cancellation(id));
    }

    /** Returns the newest host snapshot of a task; empty before its first and when forgotten. */
    public Optional<Snapshot> snapshot(TaskId id) {
        return Optional.ofNullable(snapshots.get(id));
    }

    /**
     * Drops the snapshot of a task that has ended. The caller does so only once it has taken note
     * of the end, so that a checkpoint in between still finds the snapshot.
     */
    public void forget(TaskId id) {
        snapshots.remove(id);
    }

    /**
     * Stops after the current step and frees the model. Waits for the thread, but not for ever: a
     * native call cannot be interrupted.
     */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("step loop {} still in a native call, leaving it behind", thread.getName());
        }
    }

    private void run() {
        try (StepModel<?> model = loader.call()) {
            listener.ready();
            generate(model);
        } catch (InterruptedException e) {
            LOG.debug("step loop {} interrupted", thread.getName());
        } catch (Throwable e) {
            if (!closed) {
                listener.broken(e);
            }
        }
    }

    private <G extends Generation> void generate(StepModel<G> model) throws InterruptedException {
        try (Batcher<G> batcher = new Batcher<>(model, config, listener, snapshots, clock)) {
            while (!closed) {
                if (batcher.isIdle()) {
                    LoopCommand first = inbox.poll(1, TimeUnit.SECONDS);
                    if (first == null) {
                        continue;
                    }
                    batcher.obey(first);
                }
                for (LoopCommand next = inbox.poll(); next != null; next = inbox.poll()) {
                    batcher.obey(next);
                }
                batcher.tick();
            }
        }
    }
}
