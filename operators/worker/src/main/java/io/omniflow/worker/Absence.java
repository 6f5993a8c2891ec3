package io.omniflow.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What a loop does while its model is not on the device: it takes commands. */
final class Absence {

    /** So soon an idle loop learns that its model must leave, sleep or come back. */
    static final long LOOK_MS = 100;

    private final BlockingQueue<LoopCommand> inbox;
    private final LoopContext context;

    Absence(BlockingQueue<LoopCommand> inbox, LoopContext context) {
        this.inbox = inbox;
        this.context = context;
    }

    /**
     * Waits until the model is to be loaded.
     *
     * @param members tasks that wait for it
     * @param eager whether it is loaded without work, too
     * @param stopped tells that the loop ends
     * @return the tasks that wait by now
     */
    List<Arrival> await(List<Arrival> members, boolean eager, BooleanSupplier stopped)
            throws InterruptedException {
        List<Arrival> waiting = new ArrayList<>(members);
        while (!stopped.getAsBoolean() && !isOver(waiting, eager)) {
            LoopCommand command = inbox.poll(LOOK_MS, TimeUnit.MILLISECONDS);
            if (command instanceof Arrival arrival) {
                waiting.add(arrival);
            } else if (command instanceof LoopCommand.Cancellation gone) {
                waiting.removeIf(arrival -> arrival.submission().id().equals(gone.id()));
                context.snapshots().forget(gone.id());
            }
        }
        return waiting;
    }

    private boolean isOver(List<Arrival> waiting, boolean eager) {
        return !context.rest().isAsleep() && (eager || !waiting.isEmpty());
    }
}
