package io.omniflow.worker;

import io.omniflow.core.generation.PreviewSteps;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.TaskId;
import io.omniflow.engine.StepModel;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs the generations of one worker, several at once, each at its own step, on one thread that
 * alone touches the model and native memory. Urgent ones take the place of others at a step
 * boundary, sizes take turns, and a call that hangs is found and left behind. Submitting,
 * cancelling and reading snapshots is thread-safe and never waits for the device.
 */
public final class StepLoop implements AutoCloseable {

    private final BlockingQueue<LoopCommand> inbox = new LinkedBlockingQueue<>();
    private final HostSnapshots snapshots = new HostSnapshots();
    private final Rest rest = new Rest();
    private final AtomicLong sequence = new AtomicLong();
    private final OutputEncoder encoder;
    private final LoopThreads threads;

    /**
     * Creates a loop that is not running yet, and that ends the process when a call hangs that
     * cannot be left behind.
     *
     * @param name name of its thread
     * @param loader loads the model, on the loop's thread; the loop closes the model. It is called
     *     again after a call of the model hung
     * @param config how to run
     * @param listener is told what happens
     * @param clock for marks, intervals and deadlines
     */
    public StepLoop(
            String name,
            Callable<? extends StepModel<?>> loader,
            StepLoopConfig config,
            GenerationListener listener,
            Clock clock) {
        this(name, loader, config, listener, clock, new ProcessExit());
    }

    /**
     * Creates a loop that is not running yet.
     *
     * @param exit ends the process, when a call hangs on a GPU or a third one on a CPU; whatever
     *     ends is not reported any more
     */
    public StepLoop(
            String name,
            Callable<? extends StepModel<?>> loader,
            StepLoopConfig config,
            GenerationListener listener,
            Clock clock,
            Runnable exit) {
        Objects.requireNonNull(loader, "loader");
        AuditQueue audits = new AuditQueue(config.auditFraction());
        encoder = new OutputEncoder(name + "-encoder", listener, audits, clock);
        LoopContext context =
                new LoopContext(
                        config, listener, snapshots, new StepCosts(), encoder, rest, audits, clock);
        threads = new LoopThreads(name, loader, inbox, context, exit);
    }

    /** Starts the loop's thread, which loads the model first. */
    public void start() {
        threads.start();
    }

    /** Hands a task to the loop. Ids of tasks that have not ended must differ. */
    public void submit(Submission submission) {
        Snapshot from = submission.from();
        if (from != null) {
            snapshots.publish(submission.id(), from);
        }
        inbox.add(Arrival.of(submission, sequence.getAndIncrement()));
    }

    /**
     * Drops a task and its snapshot, and frees the device at the next step boundary. Harmless for
     * unknown ids. Nothing more is said of the task, but for what was under way.
     */
    public void cancel(TaskId id) {
        snapshots.forget(id);
        inbox.add(new LoopCommand.Cancellation(id));
    }

    /** Makes previews of a task after these steps in place of those it was submitted with. */
    public void show(TaskId id, PreviewSteps previews) {
        inbox.add(new LoopCommand.Show(id, previews));
    }

    /**
     * Has the model leave the device at the next step boundary and stay away, or come back. What
     * runs meanwhile waits at its newest snapshot.
     */
    public void sleep(boolean asleep) {
        rest.sleep(asleep);
    }

    /** Returns the newest host snapshot of a task; empty before its first and when forgotten. */
    public Optional<Snapshot> snapshot(TaskId id) {
        return Optional.ofNullable(snapshots.find(id));
    }

    /**
     * Drops the snapshot of a task that has ended. The caller does so only once it has taken note
     * of the end, so that a checkpoint in between still finds the snapshot.
     */
    public void forget(TaskId id) {
        snapshots.forget(id);
    }

    /**
     * Stops after the current step and frees the model. Waits for the thread, but not for ever: a
     * native call cannot be interrupted.
     */
    @Override
    public void close() {
        threads.close();
        encoder.close();
    }
}
