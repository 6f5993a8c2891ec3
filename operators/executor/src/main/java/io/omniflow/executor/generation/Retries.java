package io.omniflow.executor.generation;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.logging.RequestScope;
import io.omniflow.core.recovery.FailureClass;
import io.omniflow.core.recovery.Failures;
import io.omniflow.core.recovery.Recovery;
import io.omniflow.core.recovery.RetryPolicy;
import io.omniflow.executor.record.WorkerCommand;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets generations rest that failed in a way that may pass, and has them tried again. */
final class Retries {

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    private static final long ASK_AGAIN_MS = 1_000;

    private final RetryPolicy policy;
    private final Device device;
    private final Host host;
    private final GenerationMetrics metrics;
    private final int workers;
    private final Predicate<Held> held;
    private final Consumer<Held> again;

    /**
     * Creates retries.
     *
     * @param workers how many workers the stage has
     * @param held tells whether a generation has not ended
     * @param again is told a generation that has rested, unless it ended meanwhile
     */
    Retries(
            RetryPolicy policy,
            Device device,
            Host host,
            GenerationMetrics metrics,
            int workers,
            Predicate<Held> held,
            Consumer<Held> again) {
        this.policy = policy;
        this.device = device;
        this.host = host;
        this.metrics = metrics;
        this.workers = workers;
        this.held = held;
        this.again = again;
    }

    /** Takes a generation that failed; false if nothing more is tried. */
    boolean take(Held generation, CoreModuleException failure) {
        FailureClass kind = Failures.classOf(failure);
        Recovery recovery =
                policy.decide(kind, generation.retries(), generation.leftMs(host.now()));
        if (recovery.action() == Recovery.Action.GIVE_UP) {
            return false;
        }
        int step = device.snapshot(generation.key()).map(Snapshot::step).orElse(0);
        generation.rests(step, kind == FailureClass.DEVICE_LOST);
        boolean elsewhere = workers > 1 && recovery.action() == Recovery.Action.RETRY_ELSEWHERE;
        metrics.retried(kind);
        tell(generation, kind, recovery, step, failure);
        host.at(
                host.now() + recovery.delayMs(),
                () -> {
                    if (elsewhere) {
                        leave(generation, generation.retries());
                    } else {
                        wake(generation);
                    }
                });
        return true;
    }

    @SuppressWarnings("try")
    private static void tell(
            Held generation,
            FailureClass kind,
            Recovery recovery,
            int step,
            CoreModuleException failure) {
        for (WorkerCommand.Run member : generation.members()) {
            try (RequestScope scope = RequestScope.of(member.task())) {
                LOG.warn(
                        "request {} failed ({}) and is tried again in {} ms, for the {}. time, from"
                                + " step {}: {}",
                        member.task().id(),
                        kind,
                        recovery.delayMs(),
                        generation.retries(),
                        step,
                        failure.getMessage());
            }
        }
    }

    /** Takes the answer to a generation that was given up: what did not move goes on here. */
    void answered(Held generation, int retries) {
        if (generation.isResting() && generation.retries() == retries) {
            wake(generation);
        }
    }

    /** Asks until there is an answer, since a question may be lost. */
    private void leave(Held generation, int retries) {
        if (!held.test(generation) || !generation.isResting() || generation.retries() != retries) {
            return;
        }
        generation.leaves();
        if (host.giveUp(generation.inFlight(device.snapshot(generation.key())))) {
            host.at(host.now() + ASK_AGAIN_MS, () -> leave(generation, retries));
        } else {
            wake(generation);
        }
    }

    private void wake(Held generation) {
        generation.rested();
        again.accept(generation);
    }
}
